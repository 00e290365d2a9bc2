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

/** Active pipelines that share a schedule. */
export interface ScheduleGroup {
  schedule: string
  timezone: string
  pipelines: number
  /** How many of them have no start window and start at once. */
  unspread: number
}

export interface ScheduleStore {
  /** Lists the active pipelines with a schedule whose next tick has not been planned. */
  unplanned(limit: number): Promise<Omit<ScheduledPipeline, 'dueAt'>[]>
  /** Sets the first tick, unless the schedule was changed or planned meanwhile. '' = never. */
  plan(pipelineId: string, schedule: string, timezone: string, nextDueAt: string): Promise<void>
  /** Lists due pipelines, oldest tick first. */
  due(now: string, limit: number): Promise<ScheduledPipeline[]>
  /** Returns the first due time after a moment, null for none. */
  nextDue(after: string): Promise<string | null>
  /**
   * Carries out a plan in one transaction: ticks, execution, next tick. `lost`: another server did it, or the schedule changed.
   * `waiting`: an execution is unfinished and the plan waits for it; nothing was written.
   */
  claimTick(
    due: ScheduledPipeline,
    plan: TickPlan,
    execution: NewExecution,
    at: string,
  ): Promise<'enqueued' | 'skipped' | 'recorded' | 'waiting' | 'lost'>
  /** Lists all schedules, due ones first. */
  list(query: ScheduleListQuery, now: string): Promise<List<Schedule>>
  /** Lists the active schedules whose next tick is before a moment. */
  dueBefore(to: string, limit: number): Promise<ScheduledPipeline[]>
  /** Lists the schedules of all active pipelines, without duplicates. */
  groups(): Promise<ScheduleGroup[]>
  /**
   * Lists the active schedules with a tick that was due before `since` and did not fire, latest first. Empty while all
   * schedules are paused. A tick that waits behind an execution to be caught up is not late.
   */
  late(since: string, limit: number): Promise<ScheduledPipeline[]>
  /** Lists ticks of one pipeline, newest first. */
  ticks(pipelineId: string, limit: number): Promise<Tick[]>
  pause(): Promise<SchedulePause | null>
  /** Pauses all schedules. Null resumes: ticks that came due during the pause are not caught up. */
  setPause(pause: SchedulePause | null, audit?: AuditNote): Promise<void>
}
