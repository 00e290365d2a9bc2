import * as z from 'zod'

/**
 * The executions compared with: those of the same weekday and hour, of the hour on working days or at
 * weekends, of the hour on any day, or the last ones.
 */
const USUAL_BASES = ['weekday', 'day-type', 'hour', 'last'] as const

const bandSchema = z
  .object({
    /** Seconds or records; both bounds are still usual. */
    low: z.number(),
    high: z.number(),
    /** Whether no records at all are usual too. */
    includesZero: z.boolean(),
    basis: z.enum(USUAL_BASES),
    /** Number of executions it is based on. */
    executions: z.number(),
  })
  .nullable()
export type UsualBand = z.infer<typeof bandSchema>

/** The usual ranges for the last executions of a pipeline, oldest first. Null if too little was known. */
export const usualBandsSchema = z.object({
  /** Time zone of weekdays and hours: the pipeline's. */
  timezone: z.string(),
  items: z.array(z.object({ executionId: z.string(), duration: bandSchema, records: bandSchema })),
})
export type UsualBands = z.infer<typeof usualBandsSchema>

const LIMIT = 100
export const usualQuerySchema = z.object({
  /** Number of last executions. */
  limit: z.coerce.number().int().min(1).max(LIMIT).default(50),
})
export type UsualQuery = z.output<typeof usualQuerySchema>
