import * as z from 'zod'

/**
 * To which executions one is compared: those of the same weekday and hour, of the hour on working days or at the
 * weekend, of the hour on any day, or the last ones.
 */
const USUAL_BASES = ['weekday', 'daykind', 'hour', 'last'] as const

const bandSchema = z
  .object({
    /** Seconds, or records; both ends are usual. */
    low: z.number(),
    high: z.number(),
    /** Whether no records at all are usual, too. */
    orNone: z.boolean(),
    basis: z.enum(USUAL_BASES),
    /** Executions that it is made of. */
    executions: z.number(),
  })
  .nullable()
export type UsualBand = z.infer<typeof bandSchema>

/** What was usual for the last executions of a pipeline, oldest first. Null where too little was known. */
export const usualBandsSchema = z.object({
  /** By whose clock weekdays and hours are told: that of the pipeline. */
  timezone: z.string(),
  items: z.array(z.object({ executionId: z.string(), duration: bandSchema, records: bandSchema })),
})
export type UsualBands = z.infer<typeof usualBandsSchema>

const MOST = 100
export const usualQuerySchema = z.object({
  /** So many of the last executions. */
  limit: z.coerce.number().int().min(1).max(MOST).default(50),
})
export type UsualQuery = z.output<typeof usualQuerySchema>
