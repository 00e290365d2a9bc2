import * as z from 'zod'

/**
 * Kinds of data that retention removes. `alerts`: deliveries that are settled and incidents that are closed. `lineage`:
 * flows that ended before the executions that are kept.
 */
export const RETENTION_KINDS = [
  'executions',
  'logs',
  'alerts',
  'ticks',
  'audit',
  'events',
  'lineage',
] as const
export type RetentionKind = (typeof RETENTION_KINDS)[number]

const wholeNumber = (least: number, most: number) => {
  const sentence = `Enter a whole number from ${least.toLocaleString('en')} to ${most.toLocaleString('en')}, or leave it empty.`
  return z.number(sentence).int(sentence).min(least, sentence).max(most, sentence)
}
const days = wholeNumber(1, 36_500)

/**
 * How long things are kept. Null = for ever. Of every pipeline the last execution, the last success and the one of the
 * last state version stay whatever the policy says, as do unfinished ones and those with an open incident.
 */
export const retentionPolicySchema = z.strictObject({
  executionDays: days.nullable(),
  /** The newest of each pipeline. With both, what either of them removes goes. */
  executionsPerPipeline: wholeNumber(1, 1_000_000).nullable(),
  /** Logs may go before their executions. */
  logDays: days.nullable(),
  alertDays: days.nullable(),
  tickDays: days.nullable(),
  auditDays: wholeNumber(30, 36_500).nullable(),
  /** Events are for pages that are open now; at most 100,000 are kept in any case. */
  eventDays: wholeNumber(1, 365),
  /** Hour of the day (UTC) of the nightly pass. */
  hour: wholeNumber(0, 23),
  /** Below this free space (in GB, of 10^9 bytes) every page warns; 0 = never. */
  warnFreeGigabytes: z.number().min(0, 'Enter a number of at least 0.').max(1_000_000),
})
export type RetentionPolicy = z.output<typeof retentionPolicySchema>

/** Nothing that people may want to read again goes unless an administrator says so. */
export const DEFAULT_RETENTION: RetentionPolicy = {
  executionDays: null,
  executionsPerPipeline: null,
  logDays: null,
  alertDays: 90,
  tickDays: 90,
  auditDays: null,
  eventDays: 7,
  hour: 3,
  warnFreeGigabytes: 2,
}

/** How much of one kind goes or went. Bytes are those of its texts; indexes come on top. */
export const removalSchema = z.object({ rows: z.number(), bytes: z.number() })
export type Removal = z.infer<typeof removalSchema>

export const removalsSchema = z.record(z.enum(RETENTION_KINDS), removalSchema)
export type Removals = z.infer<typeof removalsSchema>

/** One time that the policy was carried out. */
export const retentionPassSchema = z.object({
  startedAt: z.string(),
  /** Null while it is under way. */
  finishedAt: z.string().nullable(),
  trigger: z.enum(['nightly', 'manual']),
  removed: removalsSchema,
  /** The longest time that one step kept the server from doing anything else. */
  longestStepMs: z.number(),
  /** Why it ended early. */
  error: z.string().nullable(),
})
export type RetentionPass = z.infer<typeof retentionPassSchema>

export const retentionSchema = z.object({
  policy: retentionPolicySchema,
  lastPass: retentionPassSchema.nullable(),
  isRunning: z.boolean(),
  /** When the next nightly pass is due. */
  nextPassAt: z.string(),
})
export type Retention = z.infer<typeof retentionSchema>
