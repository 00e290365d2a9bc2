import type { UsualBand, UsualBands } from '@flx/shared/pipelines/usual'

import { formatDuration, formatNumber } from '#web/lib/format.ts'

import type { ChartPoint } from './execution-bars.tsx'
import { usualWords as words } from './words.ts'

type Measure = 'duration' | 'records'
type Bands = Record<Measure, UsualBand>

interface ExecutionFigures {
  durationSeconds: number | null
  recordsProcessed: number | null
}

export const NO_BANDS: ReadonlyMap<string, Bands> = new Map()

/** Returns the usual ranges by execution, without executions for which too little was known. */
export const bandsOf = (usual: UsualBands | undefined): ReadonlyMap<string, Bands> =>
  usual === undefined
    ? NO_BANDS
    : new Map(
        usual.items
          .filter(({ duration, records }) => duration !== null || records !== null)
          .map(({ executionId, duration, records }) => [executionId, { duration, records }]),
      )

const rangePair = (band: UsualBand | undefined): readonly [number, number] | null =>
  band === null || band === undefined ? null : [band.low, band.high]

/** Returns the part of a chart point from which the band is drawn. */
export function bandPoint(
  bands: Bands | undefined,
  execution: ExecutionFigures,
): Pick<ChartPoint, 'usualDuration' | 'usualRecords' | 'usualWords'> {
  return {
    usualDuration: rangePair(bands?.duration),
    usualRecords: rangePair(bands?.records),
    usualWords: {
      duration: wordsOf('duration', bands?.duration, execution),
      records: wordsOf('records', bands?.records, execution),
    },
  }
}

/** The range in a table, marked if the execution lies outside it. */
export function UsualCell({
  measure,
  bands,
  execution,
}: {
  measure: Measure
  bands: Bands | undefined
  execution: ExecutionFigures
}) {
  const band = bands?.[measure]
  if (band === null || band === undefined) return <span className="text-text-faint">—</span>
  const liesOutside = isOutside(measure, band, execution)
  return (
    <span className={liesOutside ? 'font-semibold text-caution' : 'text-text-soft'}>
      {rangeOf(measure, band)}
      {liesOutside && <span className="sr-only"> {words.outside}</span>}
    </span>
  )
}

function wordsOf(measure: Measure, band: UsualBand | undefined, execution: ExecutionFigures): string | null {
  if (band === null || band === undefined) return null
  const usual = words.usual(rangeOf(measure, band), words.basis[band.basis])
  return isOutside(measure, band, execution) ? `${usual}, ${words.outside}` : usual
}

function rangeOf(measure: Measure, { low, high, includesZero }: NonNullable<UsualBand>): string {
  const format = measure === 'duration' ? formatDuration : formatNumber
  const range = low === high ? format(low) : `${format(low)}–${format(high)}`
  return includesZero ? words.orNone(range) : range
}

function isOutside(measure: Measure, band: NonNullable<UsualBand>, execution: ExecutionFigures): boolean {
  const value = measure === 'duration' ? execution.durationSeconds : execution.recordsProcessed
  if (value === null || (value === 0 && band.includesZero)) return false
  return value < band.low || value > band.high
}
