import {
  PIPE_PLACES,
  usualBottleneck,
  type EffortPoint,
  type PipePlace,
} from '@flx/shared/pipelines/effort-trend'
import { useQuery } from '@tanstack/react-query'
import { clsx } from 'clsx'
import { useState } from 'react'
import { Link } from 'react-router'

import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { formatDateTime } from '#web/lib/format.ts'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { paths } from '#web/paths.ts'
import { ChartSection, type ChartView } from '#web/parts/charts/chart-section.tsx'
import { chartCardWords } from '#web/parts/charts/words.ts'
import { Skeleton } from '#web/ui/states.tsx'
import { Table, Td, Th, Tr } from '#web/ui/table/table.tsx'

import { chartsWords, effortTrendWords as words } from './words.ts'

/** The process that the others waited for in each execution. Renders nothing until something was measured. */
export function EffortTrend({ pipelineId }: { pipelineId: string }) {
  const { data, isPending } = useQuery(pipelines.effort(pipelineId))
  const [view, setView] = useState<ChartView>('chart')
  const points = data?.items ?? []
  if (!isPending && points.length === 0) return null
  const bottleneck = usualBottleneck(points)
  const places = PIPE_PLACES.filter((place) => points.some((point) => point[place] !== null))
  return (
    <ChartSection title={words.title} view={view} viewLabel={words.view} onView={setView}>
      {isPending ? (
        <Skeleton className="mb-3 h-4 w-64" />
      ) : (
        <p className="-mt-1 mb-3 text-sm text-text-soft">
          {bottleneck === null
            ? words.none(points.length)
            : words.usual(words.places[bottleneck.place], bottleneck.times, points.length)}
        </p>
      )}
      {isPending ? (
        // As high as two processes.
        <Skeleton className="h-20 w-full" />
      ) : view === 'chart' ? (
        <dl className="space-y-2">
          {places.map((place) => (
            <Strip key={place} place={place} points={points} isUsual={place === bottleneck?.place} />
          ))}
        </dl>
      ) : (
        <Figures points={points} places={places} />
      )}
    </ChartSection>
  )
}

/** One process of the pipe: a bar per execution, as tall as the process was busy, oldest first. */
function Strip({
  place,
  points,
  isUsual,
}: {
  place: PipePlace
  points: readonly EffortPoint[]
  isUsual: boolean
}) {
  const zone = useTimeZone()
  const shares = points.flatMap((point) => point[place] ?? [])
  const mean = shares.reduce((sum, share) => sum + share, 0) / Math.max(1, shares.length)
  return (
    <div className="grid grid-cols-[5rem_minmax(0,1fr)] items-end gap-x-3 text-xs sm:grid-cols-[5rem_minmax(0,1fr)_8rem]">
      <dt className={isUsual ? 'font-semibold' : 'text-text-soft'}>{words.places[place]}</dt>
      <dd aria-hidden className="flex h-9 items-end gap-px border-b border-line">
        {points.map((point) => {
          const share = point[place]
          return (
            <span
              key={point.executionId}
              title={
                share === null
                  ? undefined
                  : words.bar(formatDateTime(point.queuedAt, zone), Math.round(share * 100))
              }
              className="flex h-full max-w-5 min-w-0 grow items-end"
            >
              <span
                style={{ height: share === null ? 0 : `${Math.max(4, share * 100)}%` }}
                className={clsx(
                  'w-full rounded-t-[2px]',
                  point.bottleneck === place ? 'bg-accent' : 'bg-line-strong',
                )}
              />
            </span>
          )
        })}
      </dd>
      <dd
        className={clsx(
          'tabular text-right whitespace-nowrap max-sm:col-span-2',
          isUsual ? 'font-semibold' : 'text-text-soft',
        )}
      >
        {words.mean(Math.round(mean * 100))}
      </dd>
    </div>
  )
}

function Figures({ points, places }: { points: readonly EffortPoint[]; places: readonly PipePlace[] }) {
  const zone = useTimeZone()
  return (
    <Table
      label={chartCardWords.figures(words.title)}
      className="-mx-4 max-h-80 overflow-y-auto"
      head={
        <>
          <Th className="pl-4!">{chartsWords.queued}</Th>
          {places.map((place) => (
            <Th key={place} numeric>
              {words.places[place]}
            </Th>
          ))}
          <Th className="pr-4!">{words.bottleneck}</Th>
        </>
      }
    >
      {points.toReversed().map((point) => (
        <Tr key={point.executionId}>
          <Td className="pl-4!">
            <Link to={paths.execution(point.executionId)} className="rounded-sm hover:underline">
              {formatDateTime(point.queuedAt, zone)}
            </Link>
          </Td>
          {places.map((place) => (
            <Td key={place} numeric className="tabular">
              {words.perCent(point[place])}
            </Td>
          ))}
          <Td className="pr-4!">{point.bottleneck === null ? '—' : words.places[point.bottleneck]}</Td>
        </Tr>
      ))}
    </Table>
  )
}
