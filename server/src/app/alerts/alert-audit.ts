import type { Json, JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

import type { AlertChannelRecord, AlertRuleRecord } from '../../domain/alerts/alert-store.ts'
import { auditChanges, type AuditedDocument } from '../../domain/access/audit-changes.ts'
import type { AuditActor, AuditNote } from '../../domain/access/audit-log.ts'
import { hideSecrets } from './channel-secrets.ts'

/**
 * Returns the audit entry for a created or changed rule, or undefined if nothing changed. Muting has an
 * action of its own.
 */
export function ruleSaved(
  actor: AuditActor,
  before: AlertRuleRecord | null,
  after: AlertRuleRecord,
): AuditNote | undefined {
  const changes = auditChanges(before === null ? null : ruleDocument(before), ruleDocument(after))
  const [first] = changes
  if (first === undefined) return undefined
  const isMute = before !== null && changes.length === 1 && first.path === 'mutedUntil'
  return { ...subjectOf(actor, after, 'alert-rule'), action: actionOf(before, isMute), changes }
}

export const ruleDeleted = (actor: AuditActor, rule: AlertRuleRecord): AuditNote => ({
  ...subjectOf(actor, rule, 'alert-rule'),
  action: 'delete',
})

/** Returns the audit entry for a created or changed channel. Secrets are only marked as changed. */
export function channelSaved(
  actor: AuditActor,
  before: AlertChannelRecord | null,
  after: AlertChannelRecord,
): AuditNote | undefined {
  const changes = auditChanges(before === null ? null : channelDocument(before), channelDocument(after))
  if (changes.length === 0) return undefined
  return { ...subjectOf(actor, after, 'alert-channel'), action: actionOf(before, false), changes }
}

export const channelDeleted = (actor: AuditActor, channel: AlertChannelRecord): AuditNote => ({
  ...subjectOf(actor, channel, 'alert-channel'),
  action: 'delete',
})

/** Returns the audit entry for a message that a user sends to a channel: a test, or a repeated message. */
export const channelUsed = (
  actor: AuditActor,
  channel: AlertChannelRecord,
  action: 'test' | 'retry',
): AuditNote => ({ ...subjectOf(actor, channel, 'alert-channel'), action })

const actionOf = (before: object | null, isMute: boolean): 'create' | 'mute' | 'update' =>
  before === null ? 'create' : isMute ? 'mute' : 'update'

const subjectOf = (
  actor: AuditActor,
  { id, name }: { id: string; name: string },
  entityType: 'alert-rule' | 'alert-channel',
) => ({ actor, entityType, entityId: id, entityName: name })

function ruleDocument({ id: _id, createdAt: _createdAt, updatedAt: _updatedAt, ...fields }: AlertRuleRecord) {
  return documentWithoutSecrets(fields)
}

function channelDocument({ name, settings }: AlertChannelRecord): AuditedDocument {
  return { stored: toJson({ name, settings }), shown: toJson({ name, settings: hideSecrets(settings) }) }
}

const documentWithoutSecrets = (fields: object): AuditedDocument => ({
  stored: toJson(fields),
  shown: toJson(fields),
})

/** The fields are JSON already; the copy gives them the type. */
const toJson = (value: object): JsonObject =>
  Object.fromEntries(Object.entries(parseJson(JSON.stringify(value)) as Record<string, Json>))
