import * as z from 'zod'

/** success: how many executions succeed. freshness: how much of the time the data are within their freshness target. */
const OBJECTIVE_KINDS = ['success', 'freshness'] as const
export type ObjectiveKind = (typeof OBJECTIVE_KINDS)[number]

export const USUAL_OBJECTIVE_DAYS = 28
export const LEAST_OBJECTIVE_DAYS = 7
export const MOST_OBJECTIVE_DAYS = 90
export const LEAST_OBJECTIVE = 50
export const MOST_OBJECTIVE = 99.99

/** What is wrong with objectives for the freshness target beside them; null when nothing is. */
export const objectiveProblem = (of: {
  freshnessObjective: number | null
  freshnessTargetSeconds: number | null
}): string | null =>
  of.freshnessObjective === null || of.freshnessTargetSeconds !== null
    ? null
    : 'Set a freshness target first: without one the data are never too old.'

/** met: budget is left. burning: it goes faster than it may. spent: none is left. */
const OBJECTIVE_STATES = ['met', 'burning', 'spent'] as const
export type ObjectiveState = (typeof OBJECTIVE_STATES)[number]

/** What is left of the error budget of a pipeline, of the objective that stands worst. none: it has no objective. */
export const BUDGET_FILTERS = ['spent', 'left', 'none'] as const
export type BudgetFilter = (typeof BUDGET_FILTERS)[number]

/** How an objective of a pipeline stands. */
export const objectiveFiguresSchema = z.object({
  kind: z.enum(OBJECTIVE_KINDS),
  /** What was promised, in per cent. */
  objective: z.number(),
  /** What was reached so far, in per cent; null before anything counted. */
  attained: z.number().nullable(),
  state: z.enum(OBJECTIVE_STATES),
  /** Executions, or seconds, that may go wrong within the days of the objective, and that did. */
  budget: z.object({ allowed: z.number(), used: z.number(), unit: z.enum(['executions', 'seconds']) }),
  /** The part of the budget that is left, from 1 down; below 0 when more was used than there is. */
  left: z.number(),
  /** How many times as fast as it may the budget went in the last hours; shortest window first. */
  burn: z.array(
    z.object({
      hours: z.number(),
      rate: z.number(),
      /** From this rate on it counts as too fast. */
      limit: z.number(),
      /** Counted executions that the rate is made of; of freshness the hours say it. */
      executions: z.number().nullable(),
      /** Of them, those that failed. */
      failed: z.number().nullable(),
    }),
  ),
})
export type ObjectiveFigures = z.infer<typeof objectiveFiguresSchema>

/** The objectives of a pipeline with how the budget went, day by day. */
export const pipelineObjectivesSchema = z.object({
  days: z.number(),
  /** The first day (UTC) that counts. */
  from: z.string(),
  objectives: z.array(objectiveFiguresSchema),
  /** Days of UTC, oldest first; what nothing happened on is left out. */
  series: z.array(
    z.object({
      day: z.string(),
      succeeded: z.number(),
      failed: z.number(),
      /** How long the data were past their target. */
      staleSeconds: z.number(),
    }),
  ),
})
export type PipelineObjectives = z.infer<typeof pipelineObjectivesSchema>
