import type {
  PreviewQuery,
  SchedulePause,
  SchedulePreview,
  UpcomingQuery,
  UpcomingTicks,
} from '@flx/shared/schedule'

import type { AuditNote } from '../domain/audit-log.ts'
import { invalid } from '../domain/errors.ts'
import { previewTicks, scheduleProblem, ticksBetween, timezoneProblem } from '../domain/schedule.ts'
import type { ScheduleStore } from '../domain/schedule-store.ts'
import { nowText, type Actor, type AppContext } from './context.ts'

type Context = Pick<AppContext, 'clock'> & { schedules: ScheduleStore }

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
/** Working ticks out lets others have their turn this often. */
const BATCH = 100

/** The ticks of all active schedules in a window of at most a week; the coming day without one. */
export async function upcomingTicks(context: Context, query: UpcomingQuery): Promise<UpcomingTicks> {
  const now = context.clock.now()
  const from = query.from === undefined ? now : new Date(query.from)
  const to = query.to === undefined ? new Date(from.getTime() + DAY_MS) : new Date(query.to)
  if (to <= from) throw invalid('The end must be after the beginning.', 'to')
  if (to.getTime() - from.getTime() > LONGEST_MS) throw invalid('At most seven days at once.', 'to')
  const scheduled = await context.schedules.dueBefore(to.toISOString(), MOST_PIPELINES)
  const items: UpcomingTicks['items'] = []
  let truncated = scheduled.length === MOST_PIPELINES
  for (const [index, { pipelineId, pipelineName, schedule, timezone }] of scheduled.entries()) {
    if (index % BATCH === BATCH - 1) await new Promise((resolve) => setImmediate(resolve))
    const left = MOST_TICKS - items.length
    if (left <= 0) {
      truncated = true
      break
    }
    for (const tick of ticksBetween(schedule, timezone, from, to, left))
      items.push({ pipelineId, pipelineName, dueAt: tick.toISOString() })
  }
  items.sort((a, b) => (a.dueAt < b.dueAt ? -1 : a.dueAt > b.dueAt ? 1 : 0))
  return {
    items: items.slice(0, MOST_ITEMS),
    hours: perHour(items),
    truncated: truncated || items.length > MOST_ITEMS,
  }
}

function perHour(items: UpcomingTicks['items']): UpcomingTicks['hours'] {
  const counts = new Map<string, number>()
  for (const { dueAt } of items) {
    const hour = `${dueAt.slice(0, 13)}:00:00.000Z`
    counts.set(hour, (counts.get(hour) ?? 0) + 1)
  }
  return [...counts].map(([from, count]) => ({ from, count }))
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
