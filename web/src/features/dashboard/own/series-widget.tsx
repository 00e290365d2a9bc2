import type { Widget } from '@flx/shared/dashboards/dashboard'
import type { Figures, SeriesPoint, StatisticsQuery } from '@flx/shared/operations/statistics'
import { useQuery } from '@tanstack/react-query'
import { useNavigate } from 'react-router'

import { dashboards } from '#web/api/dashboards.ts'
import { pipelines } from '#web/api/pipelines/pipelines.ts'
import { statistics } from '#web/api/statistics.ts'
import { formatCompact, formatDuration, formatNumber, formatPercent } from '#web/lib/format.ts'
import { useNow } from '#web/lib/time/clock.tsx'
import { useTimeZone } from '#web/lib/time/time-zone.ts'
import { DurationChart, OutcomesChart, RecordsChart } from '#web/parts/charts/charts.tsx'
import { paths } from '#web/paths.ts'
import { Section } from '#web/ui/card.tsx'
import { Skeleton } from '#web/ui/states.tsx'
import { QueryError } from '#web/ui/table/query-error.tsx'

import { queryOf } from '../dashboard-window.ts'
import { KIND_WORDS, widgetWords as words } from './words.ts'

const QUARTER_SECONDS = 900

/**
 * Returns the window of a widget for the API. It is equal for all widgets with that window, so that they
 * share one request.
 */
export function useWindow(window: Widget['window']): Partial<StatisticsQuery> {
  return queryOf({ key: window, fromDay: '', toDay: '' }, useNow(QUARTER_SECONDS), useTimeZone())
}

/** A chart, or the totals of its bars, of all pipelines, of those with a tag, or of one. */
export function SeriesWidget({
  widget,
  kind,
}: {
  widget: Widget
  kind: 'figures' | 'outcomes' | 'duration' | 'records'
}) {
  const navigate = useNavigate()
  const query = useSeries(widget, kind === 'duration')
  const { data } = query
  if (data === undefined && query.error !== null) {
    return (
      <Section title={KIND_WORDS[kind].name}>
        <QueryError query={query} title={words.loadError} />
      </Section>
    )
  }
  const { pipelineId, tag } = widget
  // Executions cannot be filtered by tag.
  const open =
    tag === null
      ? ({ from, to }: SeriesPoint, status: string | null) =>
          void navigate(
            paths.executions({
              from,
              to,
              ...(status === null ? {} : { status }),
              ...(pipelineId === null ? {} : { pipelineId }),
            }),
          )
      : () => void navigate(paths.pipelines({ tag }))
  switch (kind) {
    case 'figures':
      return <Totals series={data?.series} />
    case 'outcomes':
      return <OutcomesChart figures={data} onOpen={open} fills />
    case 'duration':
      if (data !== undefined && 'percentilesProblem' in data && data.percentilesProblem !== null) {
        return (
          <Section title={KIND_WORDS.duration.name}>
            <p className="text-sm text-text-soft">{data.percentilesProblem}</p>
          </Section>
        )
      }
      return <DurationChart figures={data} onOpen={open} fills />
    case 'records':
      return <RecordsChart figures={data} onOpen={open} fills />
  }
}

/**
 * Loads the series. `percentiles` adds percentiles of durations, which the server merges on request for a
 * tag.
 */
function useSeries({ pipelineId, tag, window }: Widget, percentiles: boolean) {
  const filters = useWindow(window)
  const fleet = useQuery({ ...statistics.fleet(filters), enabled: pipelineId === null && tag === null })
  const tagged = useQuery({
    ...dashboards.tagged({ tag: tag ?? '', ...filters }, { percentiles }),
    enabled: tag !== null,
  })
  const single = useQuery({
    ...pipelines.statistics(pipelineId ?? '', filters),
    enabled: pipelineId !== null,
  })
  return pipelineId !== null ? single : tag !== null ? tagged : fleet
}

/** The totals of a window's bars, or undefined while they load. */
function Totals({ series }: { series: readonly Figures[] | undefined }) {
  return (
    <Section title={KIND_WORDS.figures.name}>
      <dl
        aria-label={words.figures}
        className="grid grid-cols-[repeat(auto-fit,minmax(min(7.5rem,100%),1fr))] gap-x-4 gap-y-3"
      >
        {totalsOf(series ?? []).map(([label, value]) => (
          <div key={label} className="min-w-0">
            <dt className="text-xs text-text-faint">{label}</dt>
            <dd className="tabular mt-0.5 truncate text-xl font-semibold tracking-tight">
              {series === undefined ? <Skeleton className="h-7 w-20" /> : value}
            </dd>
          </div>
        ))}
      </dl>
    </Section>
  )
}

function totalsOf(series: readonly Figures[]) {
  const sum = (status: 'success' | 'failed' | 'cancelled') =>
    series.reduce((total, point) => total + point[status], 0)
  const [success, failed, cancelled] = [sum('success'), sum('failed'), sum('cancelled')]
  const finished = success + failed + cancelled
  const recordCounts = series.flatMap(({ recordsProcessed }) => recordsProcessed ?? [])
  const durations = series.flatMap(({ averageDurationSeconds: mean, ...point }) =>
    mean === null ? [] : [{ mean, count: point.success + point.failed + point.cancelled }],
  )
  const timedCount = durations.reduce((total, { count }) => total + count, 0)
  const mean =
    timedCount === 0
      ? null
      : durations.reduce((total, part) => total + part.mean * part.count, 0) / timedCount
  return [
    [words.executions, formatNumber(finished)],
    [words.successRate, formatPercent(finished === 0 ? null : (100 * success) / finished)],
    [words.failed, formatNumber(failed)],
    [
      words.records,
      recordCounts.length === 0 && finished > 0
        ? '—'
        : formatCompact(recordCounts.reduce((total, count) => total + count, 0)),
    ],
    [words.meanDuration, mean === null ? '—' : formatDuration(mean)],
  ] as const
}
