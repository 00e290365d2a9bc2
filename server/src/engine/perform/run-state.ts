import type { Lease, WholeState } from '../../domain/executions/execution-store.ts'
import type { SingerPipeResult, StopOptions } from '../../domain/executions/processes.ts'
import type { TransformFacts } from '../../domain/lineage/lineage-of-execution.ts'
import type { ExecutionRecord } from '../../domain/core/records.ts'
import type { ConfirmedState } from '../confirmed-state.ts'
import type { ExecutionLog } from '../progress/execution-log.ts'
import type { ExecutionProgress } from '../progress/execution-progress.ts'
import type { ExecutionSteps } from '../progress/execution-steps.ts'
import type { ExecutionPlan, PlannedProcess } from '../resolve-execution.ts'

/** State shared by the steps of one execution. */
export interface RunState {
  execution: ExecutionRecord
  lease: Lease
  plan: ExecutionPlan
  /** The state at the start. */
  before: WholeState | null
  steps: ExecutionSteps
  state: ConfirmedState
  log: ExecutionLog
  progress: ExecutionProgress
  /** Findings of the steps about where data comes from and goes to. */
  facts: LineageFacts
  stop: Omit<StopOptions, 'graceMs'>
}

/** Findings of the steps about lineage; null until known. */
interface LineageFacts {
  schemas: SingerPipeResult['schemas'] | null
  transform: TransformFacts | null
}

/** Index of the discovery step. */
export const DISCOVER = 0

/** The config file of each process. */
export type Configs = Map<PlannedProcess, string>
