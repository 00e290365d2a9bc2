import {
  ALERT_CONDITIONS,
  burnWindowsSchema,
  CHANNEL_KINDS,
  type AlertCondition,
  type AlertDelivery,
  type AlertIncident,
  type BurnWindow,
  type ChannelSettings,
  type DeliveryStatus,
} from '@flx/shared/alert'

import { DAMAGED_CHANNEL, DAMAGED_MESSAGE } from '../../../domain/alerts/damaged-alerts.ts'
import { noteSubjectOf } from '../../../domain/alerts/failure-notes.ts'
import type { AlertChannelRecord, AlertMessage, AlertRuleRecord } from '../../../domain/alerts/alert-store.ts'
import type { SecretBox } from '../../../domain/core/ports.ts'
import { damagedFields } from '../core/rows/damaged-columns.ts'
import { rowReader, toJson, type RowReader } from '../core/rows/json.ts'
import type { AlertChannelRow, AlertDeliveryRow, AlertIncidentRow, AlertRuleRow } from '../core/schema.ts'

// Only this adapter writes these columns, from the same unions: the casts below read them back.

export function ruleRecord(row: AlertRuleRow): AlertRuleRecord {
  const read = rowReader('alert_rule', row.id)
  return {
    id: row.id,
    name: row.name,
    condition: conditionOf(read, row),
    threshold: row.threshold,
    burnWindows: burnWindowsOf(read, row),
    pipelineIds: read.array<string>('pipeline_ids', row.pipeline_ids, 'text'),
    tags: read.array<string>('tags', row.tags, 'text'),
    channelIds: read.array<string>('channel_ids', row.channel_ids, 'text'),
    isActive: row.is_active === 1,
    mutedUntil: row.muted_until,
    notifyRecovery: row.tell_recovery === 1,
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...damagedFields(read),
  }
}

export const ruleRow = (rule: AlertRuleRecord): AlertRuleRow => ({
  id: rule.id,
  name: rule.name,
  condition: rule.condition,
  threshold: rule.threshold,
  burn_windows: rule.burnWindows === null ? null : toJson(rule.burnWindows),
  pipeline_ids: toJson(rule.pipelineIds),
  tags: toJson(rule.tags),
  channel_ids: toJson(rule.channelIds),
  is_active: rule.isActive ? 1 : 0,
  muted_until: rule.mutedUntil,
  tell_recovery: rule.notifyRecovery ? 1 : 0,
  created_at: rule.createdAt,
  updated_at: rule.updatedAt,
})

export function channelRecord(row: AlertChannelRow, secretBox: SecretBox): AlertChannelRecord {
  const read = rowReader('alert_channel', row.id)
  return {
    id: row.id,
    name: row.name,
    settings: channelSettings(read, row, secretBox),
    createdAt: row.created_at,
    updatedAt: row.updated_at,
    ...damagedFields(read),
  }
}

export const channelRow = (channel: AlertChannelRecord, secretBox: SecretBox): AlertChannelRow => ({
  id: channel.id,
  name: channel.name,
  settings: secretBox.seal(toJson(channel.settings)),
  created_at: channel.createdAt,
  updated_at: channel.updatedAt,
})

export const incidentOf = (
  row: AlertIncidentRow,
  { acknowledgement, comments, causeId }: Pick<AlertIncident, 'acknowledgement' | 'comments' | 'causeId'>,
): AlertIncident => ({
  id: row.id,
  ruleId: row.rule_id,
  ruleName: row.rule_name,
  condition: row.condition as AlertCondition,
  pipelineId: row.pipeline_id,
  pipelineName: row.pipeline_name,
  executionId: row.execution_id === '' ? null : row.execution_id,
  causeId,
  message: row.message,
  openedAt: row.opened_at,
  closedAt: row.closed_at,
  acknowledgement,
  comments,
})

/**
 * Returns the settings of a channel, or a stand-in if they cannot be read; a delivery to it fails with a message that
 * says so.
 */
function channelSettings(read: RowReader, row: AlertChannelRow, secretBox: SecretBox): ChannelSettings {
  const settings = read.sealedObject<ChannelSettings>('settings', row.settings, secretBox, DAMAGED_CHANNEL)
  if (CHANNEL_KINDS.includes(settings.kind)) return settings
  read.report('settings', 'It is not a channel of a known kind.')
  return DAMAGED_CHANNEL
}

/** Returns the subject of the notes about an incident. */
export const subjectOf = ({ id, execution_id }: Pick<AlertIncidentRow, 'id' | 'execution_id'>): string =>
  noteSubjectOf({ id, executionId: execution_id === '' ? null : execution_id }).id

export function messageFrom(row: Pick<AlertDeliveryRow, 'id' | 'message'>): AlertMessage {
  const read = rowReader('alert_delivery', row.id)
  const message = read.object<AlertMessage>('message', row.message, DAMAGED_MESSAGE)
  if ([message.kind, message.subject, message.text].every((part) => typeof part === 'string')) return message
  read.report('message', 'It is not a message.')
  return DAMAGED_MESSAGE
}

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

/** Returns the stored windows; null, and so the defaults, if they are damaged. */
function burnWindowsOf(read: RowReader, { burn_windows }: AlertRuleRow): BurnWindow[] | null {
  if (burn_windows === null) return null
  const stored = read.array<BurnWindow>('burn_windows', burn_windows, 'object')
  if (read.damaged.includes('burn_windows')) return null
  const windows = burnWindowsSchema.safeParse(stored).data
  if (windows === undefined) read.report('burn_windows', 'They are not windows of a burn rate.')
  return windows ?? null
}

/**
 * Returns the stored condition. An unknown one reads as `failure`, but the rule is marked as damaged and so not in
 * force.
 */
function conditionOf(read: RowReader, { condition }: AlertRuleRow): AlertCondition {
  const known = ALERT_CONDITIONS.find((candidate) => candidate === condition)
  if (known === undefined) read.report('condition', 'It is not a condition.')
  return known ?? 'failure'
}
