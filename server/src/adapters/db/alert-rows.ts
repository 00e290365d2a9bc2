import type {
  AlertCondition,
  AlertDelivery,
  AlertIncident,
  ChannelSettings,
  DeliveryStatus,
} from '@flx/shared/alert'

import type { AlertChannelRecord, AlertMessage, AlertRuleRecord } from '../../domain/alert-store.ts'
import type { SecretBox } from '../../domain/ports.ts'
import { arrayFrom, objectFrom, toJson } from './json.ts'
import type { AlertChannelRow, AlertDeliveryRow, AlertIncidentRow, AlertRuleRow } from './schema.ts'

// Only this adapter writes these columns, from the same unions: the casts below read them back.

export const ruleRecord = (row: AlertRuleRow): AlertRuleRecord => ({
  id: row.id,
  name: row.name,
  condition: row.condition as AlertCondition,
  threshold: row.threshold,
  pipelineIds: arrayFrom<string>(row.pipeline_ids),
  tags: arrayFrom<string>(row.tags),
  channelIds: arrayFrom<string>(row.channel_ids),
  isActive: row.is_active === 1,
  mutedUntil: row.muted_until,
  tellRecovery: row.tell_recovery === 1,
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export const ruleRow = (rule: AlertRuleRecord): AlertRuleRow => ({
  id: rule.id,
  name: rule.name,
  condition: rule.condition,
  threshold: rule.threshold,
  pipeline_ids: toJson(rule.pipelineIds),
  tags: toJson(rule.tags),
  channel_ids: toJson(rule.channelIds),
  is_active: rule.isActive ? 1 : 0,
  muted_until: rule.mutedUntil,
  tell_recovery: rule.tellRecovery ? 1 : 0,
  created_at: rule.createdAt,
  updated_at: rule.updatedAt,
})

export const channelRecord = (row: AlertChannelRow, secretBox: SecretBox): AlertChannelRecord => ({
  id: row.id,
  name: row.name,
  settings: objectFrom<ChannelSettings>(secretBox.open(row.settings)),
  createdAt: row.created_at,
  updatedAt: row.updated_at,
})

export const channelRow = (channel: AlertChannelRecord, secretBox: SecretBox): AlertChannelRow => ({
  id: channel.id,
  name: channel.name,
  settings: secretBox.seal(toJson(channel.settings)),
  created_at: channel.createdAt,
  updated_at: channel.updatedAt,
})

export const incidentOf = (
  row: AlertIncidentRow,
  { acknowledgement, comments }: Pick<AlertIncident, 'acknowledgement' | 'comments'>,
): AlertIncident => ({
  id: row.id,
  ruleId: row.rule_id,
  ruleName: row.rule_name,
  condition: row.condition as AlertCondition,
  pipelineId: row.pipeline_id,
  pipelineName: row.pipeline_name,
  executionId: row.execution_id === '' ? null : row.execution_id,
  message: row.message,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
  acknowledgement,
  comments,
})

/** What people say of an incident belongs to its execution, or to itself when it has none. */
export const subjectOf = (row: Pick<AlertIncidentRow, 'id' | 'execution_id'>): string =>
  row.execution_id === '' ? row.id : row.execution_id

export const messageFrom = (row: Pick<AlertDeliveryRow, 'message'>): AlertMessage =>
  objectFrom<AlertMessage>(row.message)

export function deliveryOf(row: AlertDeliveryRow & { channel_name: string }): AlertDelivery {
  const { kind, subject } = messageFrom(row)
  return {
    id: row.id,
    channelId: row.channel_id,
    channelName: row.channel_name,
    kind,
    subject,
    status: row.status as DeliveryStatus,
    attempts: row.attempts,
    createdAt: row.created_at,
    nextAttemptAt: row.next_attempt_at,
    sentAt: row.status === 'sent' ? row.settled_at : null,
    error: row.error,
  }
}
