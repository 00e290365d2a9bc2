import type { Wall, WallQuery } from '@flx/shared/operations/wall'

import { maxOverlap, usualDuration } from '../../domain/figures/usual-duration.ts'
import { QUARTER } from '../../domain/figures/series.ts'
import type { AppContext } from '../core/context.ts'
import { upcomingTicks } from '../schedules/upcoming-ticks.ts'
import type { HealthHistory } from './health-history.ts'

/** Number of rows, more than the largest display can show. */
const ROWS = 12
const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
/** Duration assumed for an execution of a pipeline without known durations. */
const UNKNOWN_MS = 1000

type Context = Pick<
  AppContext,
  'statistics' | 'failures' | 'pipelines' | 'executions' | 'schedules' | 'holds' | 'clock' | 'concurrency'
>

/** Returns the content of a wall display: counts, and the first rows of each list. */
export async function showWall(
  context: Context,
  history: HealthHistory,
  { since }: WallQuery,
): Promise<Wall> {
  const now = context.clock.now()
  const at = now.toISOString()
  const from = since === undefined ? now.getTime() - DAY_MS : Math.min(Date.parse(since), now.getTime())
  const [health, healthBefore, counts, failing, stale, running, late, nextHour, pause, holds] =
    await Promise.all([
      history.now(),
      history.before(),
      countSince(context, from, now.getTime()),
      failingCauses(context),
      staleData(context, at),
      runningNow(context),
      lateSchedules(context, at),
      nextRuns(context, now),
      context.schedules.pause(),
      context.holds.active(at),
    ])
  const generalHold = holds.find(({ plugin }) => plugin === null)
  const hold = generalHold === undefined ? null : { reason: generalHold.reason, at: generalHold.createdAt }
  return { at, health, healthBefore, since: counts, failing, stale, running, late, nextHour, pause, hold }
}

async function countSince({ statistics }: Context, from: number, now: number): Promise<Wall['since']> {
  const window = {
    from: Math.floor(from / QUARTER) * QUARTER,
    to: (Math.floor(now / QUARTER) + 1) * QUARTER,
    open: true,
  }
  const [[sums], unfinished] = await Promise.all([
    statistics.periods([window]),
    statistics.unfinishedIn(window),
  ])
  const { success = 0, failed = 0, cancelled = 0 } = sums ?? {}
  return {
    from: new Date(window.from).toISOString(),
    executions: success + failed + cancelled + unfinished,
    failed,
  }
}

/** Returns open causes first, then acknowledged ones. */
async function failingCauses({ failures }: Context): Promise<Wall['failing']> {
  const [counts, { items }] = await Promise.all([
    failures.counts(),
    failures.list({ limit: ROWS, sort: '-affected' }),
  ])
  return {
    total: counts.open + counts.acknowledged,
    items: items
      .filter(({ state }) => state !== 'recovered')
      .map(({ id, title, plugin, version, failing, assignee, state }) => ({
        ...{ id, title, plugin, version, pipelines: failing },
        assignee: assignee?.name ?? null,
        isAcknowledged: state === 'acknowledged',
      })),
  }
}

async function staleData({ pipelines }: Context, at: string): Promise<Wall['stale']> {
  const [{ past, close, fresh }, items] = await Promise.all([
    pipelines.freshness(at),
    pipelines.stale(at, ROWS),
  ])
  return {
    total: past,
    targets: past + close + fresh,
    items: items.map(({ pipelineId, pipelineName, loadedAt, targetSeconds }) => ({
      ...{ pipelineId, pipelineName, loadedAt, targetSeconds },
    })),
  }
}

async function runningNow({ executions, statistics }: Context): Promise<Wall['running']> {
  const [total, waiting, { items }] = await Promise.all([
    statistics.running(),
    statistics.pending(),
    executions.list({ status: ['running'], sort: 'queuedAt', limit: ROWS }),
  ])
  const usual = await usualOf(
    statistics,
    items.map(({ pipelineId }) => pipelineId),
  )
  return {
    total,
    waiting,
    items: items.map((execution) => ({
      id: execution.id,
      pipelineName: execution.pipelineName,
      startedAt: execution.startedAt ?? execution.queuedAt,
      isCancelling: execution.cancelRequestedAt !== null,
      // The usual duration does not apply to a full refresh.
      usualSeconds: execution.fullRefresh ? null : usual(execution.pipelineId),
    })),
  }
}

async function lateSchedules({ schedules }: Context, at: string): Promise<Wall['late']> {
  const { items, nextCursor } = await schedules.list({ state: 'late', limit: ROWS }, at)
  return {
    total: nextCursor === null ? items.length : { atLeast: items.length },
    items: items.flatMap(({ pipelineId, pipelineName, nextDueAt }) =>
      nextDueAt === null ? [] : { pipelineId, pipelineName, dueAt: nextDueAt },
    ),
  }
}

async function nextRuns(context: Context, now: Date): Promise<Wall['nextHour']> {
  const to = new Date(now.getTime() + HOUR_MS)
  const { items, hours } = await upcomingTicks(context, { from: now.toISOString(), to: to.toISOString() })
  const usual = await usualOf(context.statistics, [...new Set(items.map(({ pipelineId }) => pipelineId))])
  const runs = items.map((item) => ({ ...item, usualSeconds: usual(item.pipelineId) }))
  const spans = runs.map(({ dueAt, usualSeconds }) => {
    const start = Date.parse(dueAt)
    return [start, start + (usualSeconds === null ? UNKNOWN_MS : usualSeconds * 1000)] as const
  })
  return { total: hours.reduce((sum, { count }) => sum + count, 0), peak: maxOverlap(spans), items: runs }
}

async function usualOf(
  statistics: Context['statistics'],
  pipelineIds: readonly string[],
): Promise<(pipelineId: string) => number | null> {
  const durations = await statistics.successDurations(pipelineIds)
  return (pipelineId) => {
    const ms = usualDuration(durations.get(pipelineId) ?? [])
    return ms === null ? null : ms / 1000
  }
}
