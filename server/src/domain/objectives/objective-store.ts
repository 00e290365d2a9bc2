import type { ObjectiveCount, ObjectiveStanding } from './objectives.ts'

export interface StoredObjectives {
  id: string
  name: string
  standing: ObjectiveStanding
  /** The days of the objectives, and the hours of the last days. */
  counts: ObjectiveCount[]
}

export interface ObjectiveStore {
  /** Of pipelines with an objective: at most some hundred rows of sums each, whatever happened. */
  of(pipelineIds: readonly string[], now: string): Promise<StoredObjectives[]>
  /** Active pipelines with an objective of which something went wrong lately, by id from `after` on. */
  troubled(now: string, after: string, limit: number): Promise<string[]>
  /** Works out again what is left of budgets that changed because time passed; how many were due, at most `limit`. */
  keepBudgets(now: string, limit: number): Promise<number>
}
