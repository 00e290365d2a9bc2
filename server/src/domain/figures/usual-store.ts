import type { BandRange } from './band-ranges.ts'
import type { PastExecution } from './expected-band.ts'

/** An execution with the inputs of its band. */
export interface JudgedExecution extends PastExecution {
  pipelineId: string
  timezone: string
}

export interface RunningExecution {
  id: string
  pipelineId: string
  pipelineName: string
  startedAt: string
}

export interface UsualStore {
  /** Finds an execution; undefined if it is not compared, because its options differ from its pipeline's defaults. */
  find(executionId: string): Promise<JudgedExecution | undefined>
  /** Returns the latest executions of a pipeline, of any status, oldest first, without those that are not compared. */
  last(pipelineId: string, limit: number): Promise<(PastExecution & { succeeded: boolean })[]>
  /**
   * Returns the successes of a pipeline in some ranges, and the latest ones before a moment; a sample of each range if there
   * are many.
   */
  successes(pipelineId: string, ranges: readonly BandRange[], before: number): Promise<PastExecution[]>
  /** Returns the executions that started before a moment and are still running, oldest first. */
  running(startedBefore: string, limit: number): Promise<RunningExecution[]>
}
