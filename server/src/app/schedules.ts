import type { List } from '@flx/shared/list'
import type {
  ListedSchedule,
  PreviewQuery,
  ScheduleListQuery,
  SchedulePause,
  SchedulePreview,
  UpcomingQuery,
  UpcomingTicks,
} from '@flx/shared/schedule'

import type { AuditNote } from '../domain/audit-log.ts'
import { invalid } from '../domain/errors.ts'
import { knownTicks } from '../domain/known-ticks.ts'
import { previewTicks, scheduleProblem, timezoneProblem } from '../domain/schedule.ts'
import type { ScheduleStore } from '../domain/schedule-store.ts'
import { holdOn } from '../domain/waiting.ts'
import { takingTurns } from './taking-turns.ts'
import { nowText, type Actor, type AppContext } from './context.ts'

type Context = Pick<AppContext, 'clock' | 'executions' | 'concurrency'> & { schedules: ScheduleStore }

/** A page of schedules, those that are due first, with what holds them. */
export async function listSchedules(
  context: Context,
  query: ScheduleListQuery,
): Promise<List<ListedSchedule> & { pause: SchedulePause | null }> {
  const now = context.clock.now()
  const [page, pause] = await Promise.all([
    context.schedules.list(query, now.toISOString()),
    context.schedules.pause(),
  ])
  const ids = page.items.map(({ pipelineId }) => pipelineId)
  const obstacles = await context.executions.obstacles(ids, now)
  const items = page.items.map((schedule) => ({ ...schedule, hold: holdOn(schedule.pipelineId, obstacles) }))
  return { ...page, items, pause }
}

/** The next ticks of a schedule that need not be saved yet. Throws AppError `invalid` naming the field. */
export function previewSchedule(context: Pick<AppContext, 'clock'>, query: PreviewQuery): SchedulePreview {
  const wrongCron = scheduleProblem(query.cron)
  if (wrongCron !== null) throw invalid(wrongCron, 'cron')
  const wrongZone = timezoneProblem(query.timezone)
  if (wrongZone !== null) throw invalid(wrongZone, 'timezone')
  const from = query.from === undefined ? context.clock.now() : new Date(query.from)
  return { ticks: previewTicks(query.cron, query.timezone, from, query.count) }
}

const DAY_MS = 86_400_000
const LONGEST_MS = 7 * DAY_MS
const MOST_PIPELINES = 10_000
const MOST_TICKS = 20_000
const MOST_ITEMS = 500

/** The ticks of all active schedules in a window of at most a week; the coming day without one. */
export async function upcomingTicks(context: Context, query: UpcomingQuery): Promise<UpcomingTicks> {
  const now = context.clock.now()
  const from = query.from === undefined ? now : new Date(query.from)
  const to = query.to === undefined ? new Date(from.getTime() + DAY_MS) : new Date(query.to)
  if (to <= from) throw invalid('The end must be after the beginning.', 'to')
  if (to.getTime() - from.getTime() > LONGEST_MS) throw invalid('At most seven days at once.', 'to')
  const scheduled = await context.schedules.dueBefore(to.toISOString(), MOST_PIPELINES)
  const items: UpcomingTicks['items'] = []
  const spread = new Set<string>()
  let truncated = scheduled.length === MOST_PIPELINES
  const turn = takingTurns()
  for (const scheduledPipeline of scheduled) {
    await turn()
    const { pipelineId, pipelineName, schedule, timezone } = scheduledPipeline
    if (scheduledPipeline.startWindowSeconds > 0) spread.add(pipelineId)
    const left = MOST_TICKS - items.length
    if (left <= 0) {
      truncated = true
      break
    }
    for (const tick of knownTicks(schedule, timezone, from, to).slice(0, left)) {
      items.push({ pipelineId, pipelineName, dueAt: tick.toISOString() })
    }
  }
  items.sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0))
  return {
    items: items.slice(0, MOST_ITEMS),
    hours: perHour(items, spread),
    concurrency: context.concurrency,
    truncated: truncated || items.length > MOST_ITEMS,
  }
}

/** Items in the order of time; those of `spread` do not start at once and crowd no minute. */
function perHour(items: UpcomingTicks['items'], spread: ReadonlySet<string>): UpcomingTicks['hours'] {
  const hours = new Map<string, UpcomingTicks['hours'][number]>()
  let minute = { at: '', count: 0 }
  for (const { pipelineId, dueAt } of items) {
    const from = `${dueAt.slice(0, 13)}:00:00.000Z`
    const hour = hours.get(from) ?? { from, count: 0, peak: 0, peakAt: from }
    hours.set(from, hour)
    hour.count += 1
    if (spread.has(pipelineId)) continue
    minute = minute.at === dueAt ? { at: dueAt, count: minute.count + 1 } : { at: dueAt, count: 1 }
    if (minute.count <= hour.peak) continue
    hour.peak = minute.count
    hour.peakAt = dueAt
  }
  return [...hours.values()]
}

/** Stops all schedules until they are resumed; executions under way go on. */
export async function pauseSchedules(context: Context, actor: Actor): Promise<SchedulePause> {
  const before = await context.schedules.pause()
  if (before !== null) return before
  const pause = { at: nowText(context), by: actor.name }
  await context.schedules.setPause(pause, allSchedules('pause', actor))
  return pause
}

/** Lets the schedules go on from now; what came due in the pause is not caught up. */
export async function resumeSchedules(context: Context, actor: Actor): Promise<void> {
  if ((await context.schedules.pause()) === null) return
  await context.schedules.setPause(null, allSchedules('resume', actor))
}

const allSchedules = (action: 'pause' | 'resume', actor: Actor): AuditNote => ({
  actor,
  action,
  entityType: 'schedule',
  entityId: 'all',
  entityName: 'All schedules',
})
