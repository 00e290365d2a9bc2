import type { UpcomingQuery, UpcomingTicks } from '@flx/shared/pipelines/schedule'

import { invalid } from '../../domain/core/errors.ts'
import { cachedTicksBetween } from '../../domain/schedules/known-ticks.ts'
import type { ScheduleGroup, ScheduleStore } from '../../domain/schedules/schedule-store.ts'
import type { AppContext } from '../core/context.ts'
import { yieldToEventLoop } from '../core/yield-to-event-loop.ts'

type Context = Pick<AppContext, 'clock' | 'concurrency'> & { schedules: ScheduleStore }

const HOUR_MS = 3_600_000
const DAY_MS = 24 * HOUR_MS
const MAX_MS = 7 * DAY_MS
const MAX_ITEMS = 500
/** Maximum number of pipelines considered for the items; only very large installations exceed it. */
const MAX_PIPELINES = 10_000

/** A moment at which ticks are due. */
interface Moment {
  count: number
  /** Number that start at once, because no start window spreads them. */
  crowd: number
}

/**
 * Returns the ticks of all active schedules in a window of at most a week, by default the next 24 hours. They
 * are counted by schedule, not by pipeline, so that thousands of equal schedules cost as much as one; only
 * the first are named.
 */
export async function upcomingTicks(context: Context, query: UpcomingQuery): Promise<UpcomingTicks> {
  const now = context.clock.now()
  const from = query.from === undefined ? now : new Date(query.from)
  const to = query.to === undefined ? new Date(from.getTime() + DAY_MS) : new Date(query.to)
  if (to <= from) throw invalid('The end must be after the start.', 'to')
  if (to.getTime() - from.getTime() > MAX_MS) throw invalid('At most 7 days at once.', 'to')
  const moments = await momentsOf(await context.schedules.groups(), from, to)
  const { until, isComplete } = firstItems(moments)
  const items = until === null ? [] : await itemsUntil(context, { from, to, until })
  return {
    items: items.slice(0, MAX_ITEMS),
    hours: perHour(moments),
    concurrency: context.concurrency,
    truncated: !isComplete,
  }
}

/** Returns the moments in order of time. */
async function momentsOf(
  groups: readonly ScheduleGroup[],
  from: Date,
  to: Date,
): Promise<[number, Moment][]> {
  const moments = new Map<number, Moment>()
  const yieldTurn = yieldToEventLoop()
  for (const { schedule, timezone, pipelines, unspread } of groups) {
    await yieldTurn()
    for (const tick of cachedTicksBetween(schedule, timezone, from, to)) {
      const moment = moments.get(tick)
      if (moment === undefined) moments.set(tick, { count: pipelines, crowd: unspread })
      else {
        moment.count += pipelines
        moment.crowd += unspread
      }
    }
  }
  return [...moments].sort(([a], [b]) => a - b)
}

/** Returns the moment by which enough ticks are due to fill the items, and whether those are all. */
function firstItems(moments: readonly [number, Moment][]): { until: number | null; isComplete: boolean } {
  let count = 0
  for (const [at, moment] of moments) {
    count += moment.count
    if (count >= MAX_ITEMS)
      return { until: at, isComplete: count === MAX_ITEMS && at === moments.at(-1)?.[0] }
  }
  return { until: moments.at(-1)?.[0] ?? null, isComplete: true }
}

async function itemsUntil(
  { schedules }: Context,
  { from, to, until }: { from: Date; to: Date; until: number },
): Promise<UpcomingTicks['items']> {
  const due = await schedules.dueBefore(new Date(until).toISOString(), MAX_PIPELINES)
  const yieldTurn = yieldToEventLoop()
  const items: { at: number; pipelineId: string; pipelineName: string }[] = []
  for (const { pipelineId, pipelineName, schedule, timezone } of due) {
    await yieldTurn()
    for (const at of cachedTicksBetween(schedule, timezone, from, to)) {
      if (at > until) break
      items.push({ at, pipelineId, pipelineName })
    }
  }
  return items
    .sort((a, b) => a.at - b.at)
    .slice(0, MAX_ITEMS)
    .map(({ at, ...pipeline }) => ({ ...pipeline, dueAt: new Date(at).toISOString() }))
}

function perHour(moments: readonly [number, Moment][]): UpcomingTicks['hours'] {
  const hours = new Map<number, { count: number; peak: number; peakAt: number }>()
  for (const [at, { count, crowd }] of moments) {
    const from = Math.floor(at / HOUR_MS) * HOUR_MS
    const hour = hours.get(from) ?? { count: 0, peak: 0, peakAt: from }
    hours.set(from, hour)
    hour.count += count
    if (crowd <= hour.peak) continue
    hour.peak = crowd
    hour.peakAt = at
  }
  const text = (at: number): string => new Date(at).toISOString()
  return [...hours].map(([from, { count, peak, peakAt }]) => ({
    from: text(from),
    count,
    peak,
    peakAt: text(peakAt),
  }))
}
