import type { SeriesPoint } from '@flx/shared/operations/statistics'
import { clsx } from 'clsx'
import type { ReactNode } from 'react'

import { formatDuration, formatNumber, formatPercent } from '#web/lib/format.ts'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'

import { ChartCard, floorOf, type ChartColumn, type SeriesChartProps } from './chart-card.tsx'
import { PER_UNIT } from './series-words.ts'
import { chartsWords } from './words.ts'

const countColumn = (
  label: string,
  key: 'success' | 'failed' | 'cancelled' | 'recordsProcessed',
): ChartColumn => ({
  label,
  format: (point) => formatNumber(point[key]),
  value: (point) => point[key],
})
const durationColumn = (
  label: string,
  key: 'p50DurationSeconds' | 'p95DurationSeconds' | 'averageDurationSeconds',
): ChartColumn => ({
  label,
  format: (point: SeriesPoint) => formatDuration(point[key]),
  value: (point) => point[key],
})

const OUTCOMES: readonly ChartColumn[] = [
  countColumn(chartsWords.success, 'success'),
  countColumn(chartsWords.failed, 'failed'),
  countColumn(chartsWords.cancelled, 'cancelled'),
  {
    label: chartsWords.successRate,
    format: (point) => formatPercent(point.successRate),
    value: (point) => point.successRate,
  },
]
const DURATION: readonly ChartColumn[] = [
  durationColumn(chartsWords.legend.p50, 'p50DurationSeconds'),
  durationColumn(chartsWords.legend.p95, 'p95DurationSeconds'),
  durationColumn(chartsWords.average, 'averageDurationSeconds'),
]
const RECORDS: readonly ChartColumn[] = [countColumn(chartsWords.records, 'recordsProcessed')]

/** Makes the legend as wide as it can get. */
const WIDEST_FLOOR = 90

/** The outcomes per hour, day, week or month, with the success rate. */
export function OutcomesChart(props: SeriesChartProps) {
  const { figures } = props
  return (
    <ChartCard
      {...props}
      kind="outcomes"
      title={figures === undefined ? chartsWords.outcomes : chartsWords.outcomesPer(PER_UNIT[figures.unit])}
      columns={OUTCOMES}
      legend={
        <Legend isLoading={figures === undefined}>
          {(['success', 'failed', 'cancelled'] as const).map((status) => (
            <Key
              key={status}
              mark={<i className={clsx('size-2.5 rounded-[2px]', STATUS_LOOKS[status].bar)} />}
            >
              {chartsWords.legend[status]}
            </Key>
          ))}
          <Key mark={<i className="w-4 border-t-2 border-accent" />}>
            {chartsWords.successRateFrom(figures === undefined ? WIDEST_FLOOR : floorOf(figures.series))}
          </Key>
        </Legend>
      }
    />
  )
}

/** The median and the 95th percentile of durations per hour, day, week or month. */
export function DurationChart(props: SeriesChartProps) {
  return (
    <ChartCard
      {...props}
      kind="duration"
      title={chartsWords.duration}
      columns={DURATION}
      legend={
        <Legend isLoading={props.figures === undefined}>
          <Key mark={<i className="w-4 border-t-2 border-accent" />}>{chartsWords.legend.p50}</Key>
          <Key mark={<i className="w-4 border-t-2 border-dashed border-accent" />}>
            {chartsWords.legend.p95}
          </Key>
        </Legend>
      }
    />
  )
}

/** The loaded records per hour, day, week or month. */
export function RecordsChart(props: SeriesChartProps) {
  const { figures } = props
  return (
    <ChartCard
      {...props}
      kind="records"
      title={figures === undefined ? chartsWords.records : chartsWords.recordsPer(PER_UNIT[figures.unit])}
      columns={RECORDS}
    />
  )
}

/** While the figures load, the legend only takes the room that it will need. */
function Legend({ isLoading, children }: { isLoading: boolean; children: ReactNode }) {
  return (
    <div
      aria-hidden
      className={clsx('flex flex-wrap gap-x-3 gap-y-1 text-xs text-text-faint', isLoading && 'invisible')}
    >
      {children}
    </div>
  )
}

function Key({ mark, children }: { mark: ReactNode; children: ReactNode }) {
  return (
    <span className="inline-flex items-center gap-1.5">
      {mark}
      {children}
    </span>
  )
}
