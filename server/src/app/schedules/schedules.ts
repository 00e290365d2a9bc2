import type { List } from '@flx/shared/core/list'
import type {
  ListedSchedule,
  PreviewQuery,
  ScheduleListQuery,
  SchedulePause,
  SchedulePreview,
} from '@flx/shared/pipelines/schedule'

import type { AuditNote } from '../../domain/access/audit-log.ts'
import { invalid } from '../../domain/core/errors.ts'
import { previewTicks, scheduleProblem, timezoneProblem } from '../../domain/schedules/schedule.ts'
import type { ScheduleStore } from '../../domain/schedules/schedule-store.ts'
import { blockingHold } from '../../domain/executions/queue/waiting.ts'
import { nowText, type Actor, type AppContext } from '../core/context.ts'

type Context = Pick<AppContext, 'clock' | 'executions' | 'concurrency'> & { schedules: ScheduleStore }

/** Returns a page of schedules, next due first, with the reasons that hold them. */
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
  const items = page.items.map((schedule) => ({
    ...schedule,
    hold: blockingHold(schedule.pipelineId, obstacles),
  }))
  return { ...page, items, pause }
}

/**
 * Returns the next ticks of a schedule, which need not be saved. Throws AppError `invalid` naming the field.
 */
export function previewSchedule(context: Pick<AppContext, 'clock'>, query: PreviewQuery): SchedulePreview {
  const cronProblem = scheduleProblem(query.cron)
  if (cronProblem !== null) throw invalid(cronProblem, 'cron')
  const zoneProblem = timezoneProblem(query.timezone)
  if (zoneProblem !== null) throw invalid(zoneProblem, 'timezone')
  const from = query.from === undefined ? context.clock.now() : new Date(query.from)
  return { ticks: previewTicks(query.cron, query.timezone, from, query.count) }
}

/** Pauses all schedules until they are resumed; running executions continue. */
export async function pauseSchedules(context: Context, actor: Actor): Promise<SchedulePause> {
  const before = await context.schedules.pause()
  if (before !== null) return before
  const pause = { at: nowText(context), by: actor.name }
  await context.schedules.setPause(pause, auditNote('pause', actor))
  return pause
}

/** Resumes the schedules from now; ticks missed during the pause are not caught up. */
export async function resumeSchedules(context: Context, actor: Actor): Promise<void> {
  if ((await context.schedules.pause()) === null) return
  await context.schedules.setPause(null, auditNote('resume', actor))
}

const auditNote = (action: 'pause' | 'resume', actor: Actor): AuditNote => ({
  actor,
  action,
  entityType: 'schedule',
  entityId: 'all',
  entityName: 'All schedules',
})
