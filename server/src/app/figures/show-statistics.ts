import type {
  Figures,
  RankedPipeline,
  SeriesPoint,
  Statistics,
  StatisticsQuery,
} from '@flx/shared/operations/statistics'

import { invalid } from '../../domain/core/errors.ts'
import { timezoneProblem } from '../../domain/schedules/schedule.ts'
import { cutPeriod, QUARTER, seriesUnit } from '../../domain/figures/series.ts'
import { knownRecords } from '../../domain/figures/known-records.ts'
import type { Period, PeriodSums, PipelineRanking } from '../../domain/figures/statistics-store.ts'
import type { AppContext } from '../core/context.ts'
import { summaryOf } from '@flx/shared/executions/execution'

const RANKING_SIZE = 5
/** Minimum number of finished executions for a pipeline to be ranked. */
const MIN_EXECUTIONS = 5
const MAX_FAILURES = 10
/** Longest window drawn whole; longer ones start at the beginning of the history to bound the series. */
const MAX_DRAWN_MS = 731 * 86_400_000

type Context = Pick<AppContext, 'statistics' | 'failureNotes' | 'clock'>

/**
 * Returns the figures of all pipelines in a window, and the series behind the charts. Throws AppError
 * `invalid`.
 */
export async function showStatistics(
  { statistics, failureNotes, clock }: Context,
  { timezone, ...query }: StatisticsQuery,
): Promise<Statistics> {
  const problem = timezoneProblem(timezone)
  if (problem !== null) throw invalid(problem, 'timezone')
  const now = clock.now().getTime()
  const firstDay = await statistics.firstDay()
  const allTime = query.from === undefined && query.to === undefined
  const window = windowOf(query, firstDay, now)
  const rankedWindow = allTime ? null : window
  const drawnWindow = drawnPart(window, allTime, firstDay)
  const unit = seriesUnit(drawnWindow)
  const bars = cutPeriod(drawnWindow, unit, timezone)
  const before = { from: 2 * window.from - window.to, to: window.from }
  const [counts, running, pending, unfinished, sums, rankings, failures] = await Promise.all([
    statistics.pipelineCounts(),
    statistics.running(),
    statistics.pending(),
    allTime ? null : statistics.unfinishedIn(window),
    statistics.periods([window, before, ...bars]),
    statistics.rankings(rankedWindow, { top: RANKING_SIZE, atLeast: MIN_EXECUTIONS }),
    statistics.recentFailures(rankedWindow, MAX_FAILURES),
  ])
  const [inWindow, earlier, ...inBars] = sums
  const acknowledged = await failureNotes.acknowledgements(failures.map(({ id }) => id))
  const total = allTime ? await statistics.allTime() : inWindow
  return {
    from: allTime ? null : textOf(window.from),
    to: textOf(window.to),
    timezone,
    totalPipelines: counts.total,
    activePipelines: counts.active,
    totalExecutions: finishedIn(total) + (unfinished ?? running + pending),
    runningExecutions: running,
    pendingExecutions: pending,
    ...figuresOf(total),
    previous: allTime ? null : figuresOf(earlier),
    topPerformers: rankings.topPerformers.map(presentRanking),
    busiest: rankings.busiest.map(presentRanking),
    slowest: rankings.slowest.map(presentRanking),
    recentFailures: failures.map((execution) => ({
      ...summaryOf(execution),
      acknowledgement: acknowledged.get(execution.id) ?? null,
    })),
    unit,
    series: bars.map((bar, index): SeriesPoint => ({
      from: textOf(bar.from),
      to: textOf(bar.to),
      ...figuresOf(inBars[index]),
    })),
  }
}

const textOf = (at: number): string => new Date(at).toISOString()

/**
 * Returns the window in whole quarter hours. It ends now at the latest, because nothing lies in the future.
 */
function windowOf(
  query: { from?: string | undefined; to?: string | undefined },
  first: number | null,
  now: number,
): Period {
  const latestEnd = (Math.floor(now / QUARTER) + 1) * QUARTER
  const to =
    query.to === undefined
      ? latestEnd
      : Math.min(latestEnd, Math.ceil(Date.parse(query.to) / QUARTER) * QUARTER)
  const from =
    query.from === undefined
      ? Math.min(first ?? to, to)
      : Math.floor(Date.parse(query.from) / QUARTER) * QUARTER
  return { from: Math.min(from, to), to, open: to === latestEnd }
}

function drawnPart(window: Period, allTime: boolean, first: number | null): Period {
  const isLong = allTime || window.to - window.from > MAX_DRAWN_MS
  if (!isLong) return window
  return { ...window, from: Math.min(window.to, Math.max(window.from, first ?? window.to)) }
}

const finishedIn = (sums: PeriodSums | undefined): number =>
  sums === undefined ? 0 : sums.success + sums.failed + sums.cancelled

/** Returns sums in the shape of the API. */
export function figuresOf(sums: PeriodSums | undefined): Figures {
  const finished = finishedIn(sums)
  const uncounted = sums?.uncounted ?? 0
  return {
    success: sums?.success ?? 0,
    failed: sums?.failed ?? 0,
    cancelled: sums?.cancelled ?? 0,
    successRate: sums === undefined || finished === 0 ? null : rate(sums.success, finished),
    averageDurationSeconds: sums === undefined ? null : average(sums),
    p50DurationSeconds: seconds(sums?.p50Ms ?? null),
    p95DurationSeconds: seconds(sums?.p95Ms ?? null),
    recordsProcessed: knownRecords(sums?.recordsProcessed ?? 0, { finished, uncounted }),
    uncounted,
  }
}

function presentRanking(ranking: PipelineRanking): RankedPipeline {
  return {
    id: ranking.id,
    name: ranking.name,
    executions: ranking.finished,
    successRate: rate(ranking.success, ranking.finished),
    averageDurationSeconds: average(ranking),
  }
}

const rate = (success: number, finished: number): number => Math.round((success / finished) * 1000) / 10

const average = ({ timedCount, durationMsSum }: Pick<PeriodSums, 'timedCount' | 'durationMsSum'>) =>
  timedCount === 0 ? null : seconds(durationMsSum / timedCount)

const seconds = (ms: number | null): number | null => (ms === null ? null : Math.round(ms) / 1000)
