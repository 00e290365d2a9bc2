import type { Priority } from '@flx/shared/executions/priority'
import type { List } from '@flx/shared/core/list'
import type { Schedule, ScheduleListQuery, SchedulePause, Tick } from '@flx/shared/pipelines/schedule'

import type { AuditNote } from '../access/audit-log.ts'
import type { NewExecution } from '../executions/execution-store.ts'
import type { DueSchedule, TickPlan } from './tick-plan.ts'

export interface ScheduledPipeline extends DueSchedule {
  pipelineId: string
  pipelineName: string
  startWindowSeconds: number
  priority: Priority
}

/** Active pipelines of one schedule. */
export interface ScheduleGroup {
  schedule: string
  timezone: string
  pipelines: number
  /** Those of them without a start window: they start at once. */
  unspread: number
}

export interface ScheduleStore {
  /** Active pipelines with a schedule whose next tick is not planned yet. */
  unplanned(limit: number): Promise<Omit<ScheduledPipeline, 'dueAt'>[]>
  /** Sets the first tick, unless the schedule was changed or planned meanwhile. '' = never. */
  plan(pipelineId: string, schedule: string, timezone: string, nextDueAt: string): Promise<void>
  /** Due pipelines, the oldest tick first. */
  due(now: string, limit: number): Promise<ScheduledPipeline[]>
  /** When the first tick after a moment is due, null for none. */
  nextDue(after: string): Promise<string | null>
  /**
   * Carries out a plan in one transaction: ticks, execution, next tick. `lost`: another one did it, or the schedule was
   * changed. `waiting`: an execution is unfinished and the plan waits for it; nothing was written.
   */
  claimTick(
    due: ScheduledPipeline,
    plan: TickPlan,
    execution: NewExecution,
    at: string,
  ): Promise<'enqueued' | 'skipped' | 'recorded' | 'waiting' | 'lost'>
  /** All schedules, those that are due first. */
  list(query: ScheduleListQuery, now: string): Promise<List<Schedule>>
  /** Active schedules whose next tick is before a moment. */
  dueBefore(to: string, limit: number): Promise<ScheduledPipeline[]>
  /** The schedules of all active pipelines, each once. */
  groups(): Promise<ScheduleGroup[]>
  /**
   * Active schedules with a tick that was due before `since` and did not fire, the longest late first. None while all
   * are paused; one that waits to catch up behind an execution is not late.
   */
  late(since: string, limit: number): Promise<ScheduledPipeline[]>
  /** Ticks of one pipeline, newest first. */
  ticks(pipelineId: string, limit: number): Promise<Tick[]>
  pause(): Promise<SchedulePause | null>
  /** Null resumes: ticks that came due in the pause are not caught up. */
  setPause(pause: SchedulePause | null, audit?: AuditNote): Promise<void>
}
