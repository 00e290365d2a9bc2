import * as z from 'zod'

import { isSecretMarker } from './settings/secret.ts'
import { listQuery } from './core/list.ts'
import { momentSchema } from './core/moment.ts'
import { nameSchema, proseSchema, tagsSchema } from './core/name.ts'

/**
 * Conditions of rules. `empty` and `low` compare the records with the last successes. `late`: a
 * schedule's tick did not fire. `schema`: the streams or fields of a source changed. `stale`: a pipeline's
 * data are older than its freshness target. `burn-rate`: the error budget of an objective burns too fast.
 * `unusual-…`: an execution is outside the usual range for its weekday and hour.
 */
export const ALERT_CONDITIONS = [
  'failure',
  'failures-in-a-row',
  'long',
  'empty',
  'low',
  'late',
  'schema',
  'stale',
  'burn-rate',
  'unusual-duration',
  'unusual-records',
] as const
export type AlertCondition = (typeof ALERT_CONDITIONS)[number]

const name = nameSchema('Enter a name.', 255)

export const MAX_BURN_HOURS = 72
export const MIN_BURN_RATE = 1
export const MAX_BURN_RATE = 1000
export const MAX_BURN_WINDOWS = 4

/** A window of a rule on `burn-rate`, and the rate from which the budget burns too fast in it. */
const burnWindowSchema = z.strictObject({
  /** Limited by how long hourly figures are kept. */
  hours: z.number().int('Enter whole hours.').min(1).max(MAX_BURN_HOURS),
  /** Multiple of the rate that the budget allows; at 1 it is used up in exactly the days of the objective. */
  rate: z.number().min(MIN_BURN_RATE).max(MAX_BURN_RATE),
})
export type BurnWindow = z.infer<typeof burnWindowSchema>

export const burnWindowsSchema = z
  .array(burnWindowSchema)
  .min(1, 'Enter a window, or null for the default ones.')
  .max(MAX_BURN_WINDOWS)
  .refine((windows) => new Set(windows.map(({ hours }) => hours)).size === windows.length, {
    error: 'Enter each number of hours only once.',
  })

const ruleBody = {
  name,
  condition: z.enum(ALERT_CONDITIONS),
  /** See `THRESHOLDS`; null uses the condition's default. */
  threshold: z.number().nullable(),
  /** Windows of a `burn-rate` rule; null uses the defaults. */
  burnWindows: burnWindowsSchema.nullable(),
  /** Pipelines the rule applies to; without pipelines and tags it applies to all. */
  pipelineIds: z.array(z.uuid()).max(500),
  tags: tagsSchema,
  channelIds: z.array(z.uuid()).max(20),
  isActive: z.boolean(),
  /** Sends no messages until then; incidents still open and close. */
  mutedUntil: momentSchema.nullable(),
  /** Whether recovery sends a message. */
  notifyRecovery: z.boolean(),
}

interface Threshold {
  usual: number
  least: number
  most: number
  whole: boolean
}

/** Default and bounds of a rule's number by condition; null for conditions without a number. */
export const THRESHOLDS: Record<AlertCondition, Threshold | null> = {
  failure: null,
  /** Number of failures. */
  'failures-in-a-row': { usual: 3, least: 2, most: 100, whole: true },
  /** Multiple of the median. */
  long: { usual: 3, least: 1.1, most: 1000, whole: false },
  empty: null,
  /** Per cent of the median. */
  low: { usual: 10, least: 1, most: 99, whole: false },
  /** Seconds after the due time. */
  late: { usual: 60, least: 30, most: 86_400, whole: true },
  schema: null,
  stale: null,
  'burn-rate': null,
  /** Multiple of the usual spread around the median. */
  'unusual-duration': { usual: 3, least: 1.5, most: 20, whole: false },
  'unusual-records': { usual: 3, least: 1.5, most: 20, whole: false },
}

/** Returns why a number cannot be the threshold of a condition; null if it can. */
export function thresholdProblem(condition: AlertCondition, threshold: number | null): string | null {
  if (threshold === null) return null
  const range = THRESHOLDS[condition]
  if (range === null) return 'This condition takes no number: remove it.'
  const { least, most, whole } = range
  const wrong = threshold < least || threshold > most || (whole && !Number.isInteger(threshold))
  return wrong ? `Enter a ${whole ? 'whole ' : ''}number from ${least} to ${most}.` : null
}

/** Returns why a condition cannot have its own windows; null if it can. */
export const burnWindowsProblem = (
  condition: AlertCondition,
  windows: readonly BurnWindow[] | null,
): string | null =>
  windows === null || condition === 'burn-rate' ? null : 'Only burn-rate rules have windows: remove them.'

export const alertRuleCreateSchema = z.strictObject({
  ...ruleBody,
  threshold: ruleBody.threshold.default(null),
  burnWindows: ruleBody.burnWindows.default(null),
  pipelineIds: ruleBody.pipelineIds.default([]),
  tags: ruleBody.tags.default([]),
  channelIds: ruleBody.channelIds.default([]),
  isActive: ruleBody.isActive.default(true),
  mutedUntil: ruleBody.mutedUntil.default(null),
  notifyRecovery: ruleBody.notifyRecovery.default(true),
})
export type AlertRuleCreate = z.output<typeof alertRuleCreateSchema>

export const alertRulePatchSchema = z.strictObject(z.object(ruleBody).partial().shape)
export type AlertRulePatch = z.infer<typeof alertRulePatchSchema>

export const alertRuleSchema = z.object({
  ...alertRuleCreateSchema.shape,
  id: z.string(),
  createdAt: z.string(),
  updatedAt: z.string(),
  /** Number of open incidents. */
  openIncidents: z.number(),
  /**
   * Fields damaged in the database, which are empty; setting a field again repairs it. Absent if there are
   * none.
   */
  damaged: z.array(z.string()).optional(),
})
export type AlertRule = z.infer<typeof alertRuleSchema>

export const CHANNEL_KINDS = ['webhook', 'slack', 'email'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

const secretText = z.union([
  z.string().max(2000),
  z.custom<{ $secret: true }>(isSecretMarker, 'Enter text, or the marker of a stored secret.'),
])
const httpUrl = z.union([
  z
    .url({ protocol: /^https?$/, error: 'Enter an address that starts with https:// or http://.' })
    .max(2000)
    .refine((text) => !/^https?:\/\/[^/?#]*@/i.test(text), {
      error:
        'Remove the user and password from the address: they are not sent. Use a secret to sign the messages.',
    }),
  z.custom<{ $secret: true }>(isSecretMarker, 'Enter an address, or the marker of the stored one.'),
])
const address = z.email('Enter a valid e-mail address.')

/**
 * Settings by kind. The address of a Slack channel is a secret, like the secret of a webhook; a webhook's
 * address is one if it has a query.
 */
export const channelSettingsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('webhook'), url: httpUrl, secret: secretText.default('') }),
  z.strictObject({ kind: z.literal('slack'), url: httpUrl }),
  z.strictObject({
    kind: z.literal('email'),
    host: z.string().trim().min(1, 'Enter the mail server.').max(255),
    port: z.number().int().min(1).max(65_535).default(587),
    /** TLS from the first byte; otherwise STARTTLS if the server offers it. */
    secure: z.boolean().default(false),
    user: z.string().max(255).default(''),
    password: secretText.default(''),
    from: address,
    to: z.array(address).min(1, 'Enter at least one recipient.').max(50),
  }),
])
export type ChannelSettings = z.output<typeof channelSettingsSchema>

export const alertChannelCreateSchema = z.strictObject({ name, settings: channelSettingsSchema })
export type AlertChannelCreate = z.output<typeof alertChannelCreateSchema>
export const alertChannelPatchSchema = z.strictObject({
  name: name.optional(),
  settings: channelSettingsSchema.optional(),
})
export type AlertChannelPatch = z.output<typeof alertChannelPatchSchema>

export const DELIVERY_STATUSES = ['pending', 'sent', 'failed'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/** A channel in the shape of the API, with markers in place of secrets. */
export const alertChannelSchema = z.object({
  id: z.string(),
  name: z.string(),
  settings: channelSettingsSchema,
  createdAt: z.string(),
  updatedAt: z.string(),
  /**
   * Fields damaged in the database, which are empty; setting a field again repairs it. Absent if there are
   * none.
   */
  damaged: z.array(z.string()).optional(),
  lastDelivery: z
    .object({
      at: z.string(),
      status: z.enum(DELIVERY_STATUSES),
      error: z.string().nullable(),
    })
    .nullable(),
})
export type AlertChannel = z.infer<typeof alertChannelSchema>

/** Who acknowledged a failure, and when. */
export const acknowledgementSchema = z.object({
  by: z.string(),
  at: z.string(),
})
export type Acknowledgement = z.infer<typeof acknowledgementSchema>

/** A comment on a failure. */
export const failureCommentSchema = z.object({
  id: z.string(),
  body: z.string(),
  by: z.string(),
  at: z.string(),
})
export type FailureComment = z.infer<typeof failureCommentSchema>

/** The notes on a failed execution, or on an incident without an execution. Oldest comments first. */
export const failureNotesSchema = z.object({
  acknowledgement: acknowledgementSchema.nullable(),
  comments: z.array(failureCommentSchema),
})
export type FailureNotes = z.infer<typeof failureNotesSchema>

export const COMMENT_LENGTH = 4000
const commentBody = proseSchema(COMMENT_LENGTH)
export const commentSchema = z.strictObject({
  body: commentBody.refine((text) => text !== '', 'Enter a comment.'),
})
export const acknowledgeSchema = z.strictObject({ comment: commentBody.default('') })

/** A violation of a rule by one pipeline, from the first bad execution to the first good one. */
export const alertIncidentSchema = z.object({
  id: z.string(),
  ruleId: z.string(),
  ruleName: z.string(),
  condition: z.enum(ALERT_CONDITIONS),
  pipelineId: z.string(),
  pipelineName: z.string(),
  /** Null for a late schedule or a changed schema. */
  executionId: z.string().nullable(),
  /** The cause of that execution's failure. */
  causeId: z.string().nullable(),
  message: z.string(),
  openedAt: z.string(),
  closedAt: z.string().nullable(),
  acknowledgement: acknowledgementSchema.nullable(),
  /** Number of comments. */
  comments: z.number(),
})
export type AlertIncident = z.infer<typeof alertIncidentSchema>

/** One message to one channel, with its attempts. */
export const alertDeliverySchema = z.object({
  id: z.string(),
  channelId: z.string(),
  channelName: z.string(),
  kind: z.enum(['opened', 'recovered', 'test']),
  subject: z.string(),
  status: z.enum(DELIVERY_STATUSES),
  attempts: z.number(),
  createdAt: z.string(),
  nextAttemptAt: z.string().nullable(),
  sentAt: z.string().nullable(),
  error: z.string().nullable(),
})
export type AlertDelivery = z.infer<typeof alertDeliverySchema>

export const incidentListQuerySchema = z.object({
  ...listQuery,
  state: z.enum(['open', 'closed']).optional(),
  pipelineId: z.uuid().optional(),
})
export type IncidentListQuery = z.output<typeof incidentListQuerySchema>

export const deliveryListQuerySchema = z.object({
  ...listQuery,
  status: z.enum(DELIVERY_STATUSES).optional(),
  channelId: z.uuid().optional(),
})
export type DeliveryListQuery = z.output<typeof deliveryListQuerySchema>
