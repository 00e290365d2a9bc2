import * as z from 'zod'

import { isSecretMarker } from './secret.ts'
import { listQuery } from './list.ts'

/** What a rule watches for. `empty` and `low` compare the records with the last successes (decision 26). */
export const ALERT_CONDITIONS = ['failure', 'failures-in-a-row', 'long', 'empty', 'low'] as const
export type AlertCondition = (typeof ALERT_CONDITIONS)[number]

const name = z.string().trim().min(1, 'Give it a name.').max(255, 'At most 255 characters.')

const ruleBody = {
  name,
  condition: z.enum(ALERT_CONDITIONS),
  /** failures-in-a-row: how many. long: times the median. low: per cent of the median. Else without meaning. */
  threshold: z.number().positive().max(1000).nullable(),
  /** Pipelines the rule is for; with no pipelines and no tags it is for all. */
  pipelineIds: z.array(z.uuid()).max(500),
  tags: z.array(z.string().trim().min(1).max(50)).max(20),
  channelIds: z.array(z.uuid()).max(20),
  isActive: z.boolean(),
  /** No messages until then; incidents are still opened and closed. */
  mutedUntil: z.iso.datetime().nullable(),
}

/** What a threshold is without one, by condition. */
export const DEFAULT_THRESHOLDS: Record<AlertCondition, number | null> = {
  failure: null,
  'failures-in-a-row': 3,
  long: 3,
  empty: null,
  low: 10,
}

export const alertRuleCreateSchema = z.strictObject({
  ...ruleBody,
  threshold: ruleBody.threshold.default(null),
  pipelineIds: ruleBody.pipelineIds.default([]),
  tags: ruleBody.tags.default([]),
  channelIds: ruleBody.channelIds.default([]),
  isActive: ruleBody.isActive.default(true),
  mutedUntil: ruleBody.mutedUntil.default(null),
})
export type AlertRuleCreate = z.output<typeof alertRuleCreateSchema>

export const alertRulePatchSchema = z.strictObject(z.object(ruleBody).partial().shape)
export type AlertRulePatch = z.infer<typeof alertRulePatchSchema>

export interface AlertRule extends AlertRuleCreate {
  id: string
  createdAt: string
  updatedAt: string
  /** Incidents that are open now. */
  openIncidents: number
}

export const CHANNEL_KINDS = ['webhook', 'slack', 'email'] as const
export type ChannelKind = (typeof CHANNEL_KINDS)[number]

const secretText = z.union([
  z.string().max(2000),
  z.custom<{ $secret: true }>(isSecretMarker, 'Send text, or the marker of a stored secret.'),
])
const httpUrl = z.union([
  z.url({ protocol: /^https?$/, error: 'Give an address that starts with https:// or http://.' }).max(2000),
  z.custom<{ $secret: true }>(isSecretMarker, 'Send an address, or the marker of the stored one.'),
])
const address = z.email('This is no e-mail address.')

/** Settings by kind. The address of a Slack channel is itself a secret, as the secret of a webhook is. */
export const channelSettingsSchema = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('webhook'), url: httpUrl, secret: secretText.default('') }),
  z.strictObject({ kind: z.literal('slack'), url: httpUrl }),
  z.strictObject({
    kind: z.literal('email'),
    host: z.string().trim().min(1, 'Give the mail server.').max(255),
    port: z.number().int().min(1).max(65_535).default(587),
    /** TLS from the first byte; else STARTTLS where the server offers it. */
    secure: z.boolean().default(false),
    user: z.string().max(255).default(''),
    password: secretText.default(''),
    from: address,
    to: z.array(address).min(1, 'Give at least one recipient.').max(50),
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

/** A channel as the API shows it: secrets are markers. */
export interface AlertChannel {
  id: string
  name: string
  settings: ChannelSettings
  createdAt: string
  updatedAt: string
  lastDelivery: { at: string; status: DeliveryStatus; error: string | null } | null
}

/** Something wrong with one pipeline by one rule, from the first bad execution to the first good one. */
export interface AlertIncident {
  id: string
  ruleId: string
  ruleName: string
  condition: AlertCondition
  pipelineId: string
  pipelineName: string
  executionId: string
  message: string
  openedAt: string
  closedAt: string | null
}

export const DELIVERY_STATUSES = ['pending', 'sent', 'failed'] as const
export type DeliveryStatus = (typeof DELIVERY_STATUSES)[number]

/** One message to one channel, with its attempts. */
export interface AlertDelivery {
  id: string
  channelId: string
  channelName: string
  kind: 'opened' | 'recovered' | 'test'
  subject: string
  status: DeliveryStatus
  attempts: number
  createdAt: string
  nextAttemptAt: string | null
  sentAt: string | null
  error: string | null
}

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
