import type { BandRange } from './band-ranges.ts'
import type { PastExecution } from './expected-band.ts'

/** An execution with what its band depends on. */
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
  /** Undefined when it is not compared: it was asked for otherwise than its pipeline says. */
  find(executionId: string): Promise<JudgedExecution | undefined>
  /** The last executions of a pipeline of any status, oldest first, without those that are not compared. */
  last(pipelineId: string, limit: number): Promise<(PastExecution & { succeeded: boolean })[]>
  /** Successes of a pipeline in some ranges and the last ones before a moment; some of each range when it has many. */
  successes(pipelineId: string, ranges: readonly BandRange[], before: number): Promise<PastExecution[]>
  /** Executions that started before a moment and still run, the oldest first. */
  running(startedBefore: string, limit: number): Promise<RunningExecution[]>
}
