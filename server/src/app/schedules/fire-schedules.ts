import type { Log } from '../../domain/core/log.ts'
import type { WorkSignal } from '../../domain/core/ports.ts'
import { automaticExecution } from '../../domain/executions/automatic-execution.ts'
import { nextTick, scheduleProblem, timezoneProblem } from '../../domain/schedules/schedule.ts'
import type { ScheduledPipeline, ScheduleStore } from '../../domain/schedules/schedule-store.ts'
import { spreadMs } from '../../domain/schedules/start-window.ts'
import { planTicks, type TickPlan } from '../../domain/schedules/tick-plan.ts'
import type { AppContext } from '../core/context.ts'
import { yieldToEventLoop } from '../core/yield-to-event-loop.ts'

export type FireContext = Pick<AppContext, 'clock' | 'newId'> & {
  schedules: ScheduleStore
  work: Pick<WorkSignal, 'pending'>
  log: Log
}

const AT_ONCE = 100

/** Sets the next tick of new and changed schedules, counted from now. */
export async function planSchedules(context: FireContext): Promise<void> {
  const yieldTurn = yieldToEventLoop()
  for (;;) {
    const found = await context.schedules.unplanned(AT_ONCE)
    for (const { pipelineId, schedule, timezone } of found) {
      await yieldTurn()
      const next = firstTick(context, { pipelineId, schedule, timezone })
      await context.schedules.plan(pipelineId, schedule, timezone, next?.toISOString() ?? '')
    }
    if (found.length < AT_ONCE) return
  }
}

/**
 * Returns the first tick; null for a schedule damaged in the database, which has no ticks until it is set
 * again.
 */
function firstTick(
  { clock, log }: FireContext,
  { pipelineId, schedule, timezone }: Pick<ScheduledPipeline, 'pipelineId' | 'schedule' | 'timezone'>,
): Date | null {
  try {
    return nextTick(schedule, timezone, clock.now())
  } catch (error) {
    const problem = scheduleProblem(schedule) ?? timezoneProblem(timezone)
    if (problem === null) throw error
    log.warn({ pipelineId, problem }, 'A stored schedule is not valid')
    return null
  }
}

/**
 * Fires every due tick. Adds the pipelines that wait for the end of an execution to `waiting`; they are
 * skipped until the caller removes them.
 */
export async function fireDueTicks(context: FireContext, waiting: Set<string>): Promise<void> {
  const yieldTurn = yieldToEventLoop()
  for (;;) {
    const now = context.clock.now()
    const due = await context.schedules.due(now.toISOString(), AT_ONCE + waiting.size)
    const ready = due.filter(({ pipelineId }) => !waiting.has(pipelineId))
    for (const schedule of ready) {
      await yieldTurn()
      if ((await fire(context, schedule, now)) === 'waiting') waiting.add(schedule.pipelineId)
    }
    if (ready.length < AT_ONCE) return
  }
}

async function fire(context: FireContext, due: ScheduledPipeline, now: Date): Promise<string> {
  const at = now.toISOString()
  const plan = planTicks(due, now)
  const result = await context.schedules.claimTick(
    due,
    plan,
    automaticExecution(
      { id: due.pipelineId, name: due.pipelineName, priority: due.priority },
      { id: context.newId(), trigger: 'schedule', at, notBefore: startOf(due, plan, now) },
    ),
    at,
  )
  if (result === 'enqueued') context.work.pending()
  if (result === 'skipped')
    context.log.warn({ pipeline: due.pipelineName, dueAt: plan.enqueue }, 'A run was skipped')
  return result
}

/**
 * Returns when the execution can start if it is spread over the pipeline's start window; null for at once.
 * The tick itself keeps its due time.
 */
function startOf(due: ScheduledPipeline, plan: TickPlan, now: Date): string | null {
  if (plan.enqueue === null || plan.waits) return null
  const start = Date.parse(plan.enqueue) + spreadMs(due.pipelineId, due.startWindowSeconds)
  return start > now.getTime() ? new Date(start).toISOString() : null
}
