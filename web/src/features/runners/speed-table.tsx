import type { RunnerSide } from '@flx/shared/projects/runners'
import type { ReactNode } from 'react'
import { Link } from 'react-router'

import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { formatDateTime, formatDuration, formatNumber, formatRate } from '#web/lib/format.ts'
import { paths } from '#web/paths.ts'
import { Notice } from '#web/ui/notice.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'

import { runnersWords as words } from './words.ts'

type Side = RunnerSide | null

/** The figures of both sides, and how they compare. */
export function SpeedTable({ builtIn, meltano }: { builtIn: Side; meltano: Side }) {
  const zone = useTimeZone()
  const valuesOf = (show: (side: RunnerSide) => ReactNode): [ReactNode, ReactNode] => [
    builtIn === null ? words.unknown : show(builtIn),
    meltano === null ? words.unknown : show(meltano),
  ]
  const rows: { label: string; values: [ReactNode, ReactNode]; difference?: string }[] = [
    { label: words.executions, values: valuesOf((side) => words.compared(side.executions, side.fullLoads)) },
    {
      label: words.period,
      values: valuesOf((side) => `${formatDateTime(side.from, zone)} – ${formatDateTime(side.to, zone)}`),
    },
    {
      label: words.duration,
      values: valuesOf((side) => formatDuration(side.medianSeconds)),
      difference: speedRatio(meltano?.medianSeconds ?? null, builtIn?.medianSeconds ?? null),
    },
    {
      label: words.start,
      values: valuesOf((side) => formatDuration(side.medianStartSeconds)),
      difference: speedRatio(meltano?.medianStartSeconds ?? null, builtIn?.medianStartSeconds ?? null),
    },
    {
      label: words.records,
      values: valuesOf((side) => (
        <>
          {formatNumber(side.medianRecords)}
          {side.counted > 0 && side.counted < side.executions && (
            <span className="block text-xs text-text-faint">{words.uncounted(side.counted)}</span>
          )}
        </>
      )),
    },
    {
      label: words.rate,
      values: valuesOf((side) =>
        side.medianRecordsPerSecond === null ? words.unknown : formatRate(side.medianRecordsPerSecond),
      ),
      difference: speedRatio(
        builtIn?.medianRecordsPerSecond ?? null,
        meltano?.medianRecordsPerSecond ?? null,
      ),
    },
    {
      label: words.newest,
      values: valuesOf((side) => (
        <Link to={paths.execution(side.newest.id)} className="rounded-sm text-accent hover:underline">
          {formatDateTime(side.newest.queuedAt, zone)}
        </Link>
      )),
    },
    {
      label: words.version,
      values: [words.unknown, meltano === null || meltano.version === '' ? words.unknown : meltano.version],
    },
  ]
  const isMixed =
    builtIn !== null &&
    meltano !== null &&
    builtIn.fullLoads / builtIn.executions !== meltano.fullLoads / meltano.executions
  return (
    <>
      <Table
        label={words.speed}
        head={
          <>
            <Th className="max-sm:hidden">{words.figure}</Th>
            <Th>{words.builtInRunner}</Th>
            <Th>{words.meltanoRunner}</Th>
            <Th className="max-sm:hidden">{words.difference}</Th>
          </>
        }
      >
        {rows.map(({ label, values: [builtInValue, meltanoValue], difference = '' }) => (
          <Tr key={label}>
            <Td className="text-text-soft max-sm:hidden">{label}</Td>
            <Td className="tabular align-top">
              <span className="block text-xs text-text-faint sm:hidden">{label}</span>
              {builtInValue}
            </Td>
            <Td className="tabular align-top">
              <span className="block text-xs text-text-faint sm:hidden">{label}</span>
              {meltanoValue}
            </Td>
            <Td className="tabular text-text-soft max-sm:hidden">{difference}</Td>
          </Tr>
        ))}
      </Table>
      {isMixed && (
        <Notice tone="caution" className="mt-3">
          {words.modes}
        </Notice>
      )}
    </>
  )
}

/** Returns how many times as fast the built-in runner is: the first figure divided by the second. */
function speedRatio(first: number | null, second: number | null): string {
  if (first === null || second === null || first === 0 || second === 0) return ''
  const ratio = first / second
  return Math.abs(ratio - 1) < 0.05 ? words.same : words.faster(ratio.toFixed(ratio < 10 ? 1 : 0))
}
