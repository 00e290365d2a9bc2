import type { ObjectiveCount, ObjectiveRecord } from './objectives.ts'

export interface StoredObjectives {
  id: string
  name: string
  record: ObjectiveRecord
  /** The days within the objectives' periods, and the most recent hours. */
  counts: ObjectiveCount[]
}

export interface ObjectiveStore {
  /** Returns the objectives of these pipelines, from at most a few hundred rows of sums each. */
  of(pipelineIds: readonly string[], now: string): Promise<StoredObjectives[]>
  /** Lists the active pipelines with an objective that recently had trouble, by id after `after`. */
  atRisk(now: string, after: string, limit: number): Promise<string[]>
  /** Recalculates the remaining budgets that changed because time passed; returns how many were due, at most `limit`. */
  keepBudgets(now: string, limit: number): Promise<number>
}
