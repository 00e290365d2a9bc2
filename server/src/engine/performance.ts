import type { Lease, WholeState } from '../domain/executions/execution-store.ts'
import type { StopOptions } from '../domain/executions/processes.ts'
import type { ExecutionRecord } from '../domain/core/records.ts'
import type { ConfirmedState } from './confirmed-state.ts'
import type { ExecutionLog } from './progress/execution-log.ts'
import type { ExecutionProgress } from './progress/execution-progress.ts'
import type { ExecutionSteps } from './progress/execution-steps.ts'
import type { ExecutionPlan, PlannedProcess } from './resolve-execution.ts'

/** State that the steps of one execution share. */
export interface Performance {
  execution: ExecutionRecord
  lease: Lease
  plan: ExecutionPlan
  /** The state at the start. */
  before: WholeState | null
  steps: ExecutionSteps
  state: ConfirmedState
  log: ExecutionLog
  progress: ExecutionProgress
  stop: Omit<StopOptions, 'graceMs'>
}

/** Index of the step that discovers. */
export const DISCOVER = 0

/** The config file of each process. */
export type Configs = Map<PlannedProcess, string>
