import { formatNumber } from '../core/quantities.ts'
import * as z from 'zod'

/**
 * Kinds of data that retention removes. `alerts`: settled deliveries and closed incidents. `lineage`: flows
 * that ended before the kept executions.
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

const wholeNumber = (min: number, max: number) => {
  const sentence = `Enter a whole number from ${formatNumber(min)} to ${formatNumber(max)}, or leave it empty.`
  return z.number(sentence).int(sentence).min(min, sentence).max(max, sentence)
}
const days = wholeNumber(1, 36_500)

/**
 * How long data are kept; null for ever. Regardless of the policy, these executions of each pipeline are
 * kept: the last one, the last success, the one of the last state version, unfinished ones, and those with an
 * open incident.
 */
export const retentionPolicySchema = z.strictObject({
  executionDays: days.nullable(),
  /** Number of newest executions kept per pipeline. If both limits are set, either one removes. */
  executionsPerPipeline: wholeNumber(1, 1_000_000).nullable(),
  /** Logs can be removed before their executions. */
  logDays: days.nullable(),
  alertDays: days.nullable(),
  tickDays: days.nullable(),
  auditDays: wholeNumber(30, 36_500).nullable(),
  /** Events serve pages that are open now; at most 100,000 are kept in any case. */
  eventDays: wholeNumber(1, 365),
  /** Hour of the day (UTC) of the nightly pass. */
  hour: wholeNumber(0, 23),
  /** Free space (in GB of 10^9 bytes) below which every page warns; 0 for never. */
  warnFreeGigabytes: z.number().min(0, 'Enter a number of at least 0.').max(1_000_000),
})
export type RetentionPolicy = z.output<typeof retentionPolicySchema>

/** The default keeps everything that users might want to read again. */
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

/** Amount of one kind to be removed or removed. Bytes count its texts, without indexes. */
export const removalSchema = z.object({ rows: z.number(), bytes: z.number() })
export type Removal = z.infer<typeof removalSchema>

export const removalsSchema = z.record(z.enum(RETENTION_KINDS), removalSchema)
export type Removals = z.infer<typeof removalsSchema>

/** One run of the policy. */
export const retentionPassSchema = z.object({
  startedAt: z.string(),
  /** Null while it is running. */
  finishedAt: z.string().nullable(),
  trigger: z.enum(['nightly', 'manual']),
  removed: removalsSchema,
  /** Longest time that one step blocked the server. */
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
