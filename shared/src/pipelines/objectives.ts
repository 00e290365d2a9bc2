import * as z from 'zod'

/**
 * success: share of executions that succeed. freshness: share of time in which the data are within the
 * freshness target.
 */
const OBJECTIVE_KINDS = ['success', 'freshness'] as const
export type ObjectiveKind = (typeof OBJECTIVE_KINDS)[number]

export const USUAL_OBJECTIVE_DAYS = 28
export const MIN_OBJECTIVE_DAYS = 7
export const MAX_OBJECTIVE_DAYS = 90
export const MIN_OBJECTIVE = 50
export const MAX_OBJECTIVE = 99.99

/** Returns the problem of a freshness objective without a freshness target; null if there is none. */
export const objectiveProblem = (objective: {
  freshnessObjective: number | null
  freshnessTargetSeconds: number | null
}): string | null =>
  objective.freshnessObjective === null || objective.freshnessTargetSeconds !== null
    ? null
    : 'Set a freshness target first. Without one, data never counts as stale.'

/** met: budget is left. burning: it is used too fast. spent: none is left. */
const OBJECTIVE_STATES = ['met', 'burning', 'spent'] as const
export type ObjectiveState = (typeof OBJECTIVE_STATES)[number]

/** State of a pipeline's error budget, by its worst objective. none: no objective. */
export const BUDGET_FILTERS = ['spent', 'left', 'none'] as const
export type BudgetFilter = (typeof BUDGET_FILTERS)[number]

/** The state of an objective of a pipeline. */
export const objectiveFiguresSchema = z.object({
  kind: z.enum(OBJECTIVE_KINDS),
  /** The promised share in per cent. */
  objective: z.number(),
  /** The share reached so far in per cent; null before anything counted. */
  attained: z.number().nullable(),
  state: z.enum(OBJECTIVE_STATES),
  /** Executions or seconds that are allowed to go wrong within the days of the objective, and that did. */
  budget: z.object({ allowed: z.number(), used: z.number(), unit: z.enum(['executions', 'seconds']) }),
  /** Remaining share of the budget, at most 1; negative if overspent. */
  remaining: z.number(),
  /** Burn rates of recent windows, as multiples of the allowed rate; shortest window first. */
  burn: z.array(
    z.object({
      hours: z.number(),
      rate: z.number(),
      /** Rate from which it is too fast. */
      limit: z.number(),
      /** Number of executions that the rate is based on; null for freshness, which is based on the hours. */
      executions: z.number().nullable(),
      /** Number of these that failed. */
      failed: z.number().nullable(),
    }),
  ),
})
export type ObjectiveFigures = z.infer<typeof objectiveFiguresSchema>

/** The objectives of a pipeline, with the budget day by day. */
export const pipelineObjectivesSchema = z.object({
  days: z.number(),
  /** The first day (UTC) that counts. */
  from: z.string(),
  objectives: z.array(objectiveFiguresSchema),
  /** Days (UTC), oldest first, without days on which nothing happened. */
  series: z.array(
    z.object({
      day: z.string(),
      succeeded: z.number(),
      failed: z.number(),
      /** Time for which the data were past their target. */
      staleSeconds: z.number(),
    }),
  ),
})
export type PipelineObjectives = z.infer<typeof pipelineObjectivesSchema>
