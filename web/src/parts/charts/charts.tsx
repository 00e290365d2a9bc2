import type { SeriesPoint } from '@flx/shared/operations/statistics'
import { clsx } from 'clsx'
import type { ComponentProps, ReactNode } from 'react'

import { formatDuration, formatNumber, formatPercent } from '#web/lib/format.ts'
import { STATUS_LOOKS } from '#web/ui/status/status-badge.tsx'

import { ChartCard, floorOf, type ChartColumn, type ChartFigures } from './chart-card.tsx'
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
  format: (point: SeriesPoint) => (point[key] === null ? '—' : formatDuration(point[key])),
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

/** The outcomes per hour, day, week or month, with the success rate. */
export function OutcomesChart({
  figures,
  className,
  onOpen,
}: {
  figures: ChartFigures
  className?: string
  onOpen?: ComponentProps<typeof ChartCard>['onOpen']
}) {
  return (
    <ChartCard
      kind="outcomes"
      title={chartsWords.outcomesPer(PER_UNIT[figures.unit])}
      figures={figures}
      columns={OUTCOMES}
      className={className ?? ''}
      onOpen={onOpen}
      legend={
        <Legend>
          {(['success', 'failed', 'cancelled'] as const).map((status) => (
            <Key
              key={status}
              mark={<i className={clsx('size-2.5 rounded-[2px]', STATUS_LOOKS[status].bar)} />}
            >
              {chartsWords.legend[status]}
            </Key>
          ))}
          <Key mark={<i className="w-4 border-t-2 border-accent" />}>
            {chartsWords.successRateFrom(floorOf(figures.series))}
          </Key>
        </Legend>
      }
    />
  )
}

interface SmallChart {
  figures: ChartFigures
  onOpen?: ComponentProps<typeof ChartCard>['onOpen']
}

export function DurationChart({ figures, onOpen }: SmallChart) {
  return (
    <ChartCard
      kind="duration"
      title={chartsWords.duration}
      figures={figures}
      columns={DURATION}
      onOpen={onOpen}
      legend={
        <Legend>
          <Key mark={<i className="w-4 border-t-2 border-accent" />}>{chartsWords.legend.p50}</Key>
          <Key mark={<i className="w-4 border-t-2 border-dashed border-accent" />}>
            {chartsWords.legend.p95}
          </Key>
        </Legend>
      }
    />
  )
}

export function RecordsChart({ figures, onOpen }: SmallChart) {
  return (
    <ChartCard
      kind="records"
      title={chartsWords.recordsPer(PER_UNIT[figures.unit])}
      figures={figures}
      columns={RECORDS}
      onOpen={onOpen}
    />
  )
}

function Legend({ children }: { children: ReactNode }) {
  return (
    <div aria-hidden className="flex flex-wrap gap-x-3 gap-y-1 text-xs text-text-faint">
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
