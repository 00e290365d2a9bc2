import type { Json, JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

import type { AlertChannelRecord, AlertRuleRecord } from '../../domain/alerts/alert-store.ts'
import { auditChanges, type AuditedDocument } from '../../domain/access/audit-changes.ts'
import type { AuditActor, AuditNote } from '../../domain/access/audit-log.ts'
import { shown } from './channel-secrets.ts'

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
  const muted = before !== null && changes.length === 1 && first.path === 'mutedUntil'
  return { ...about(actor, after, 'alert-rule'), action: actionOf(before, muted), changes }
}

export const ruleDeleted = (actor: AuditActor, rule: AlertRuleRecord): AuditNote => ({
  ...about(actor, rule, 'alert-rule'),
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
  return { ...about(actor, after, 'alert-channel'), action: actionOf(before, false), changes }
}

export const channelDeleted = (actor: AuditActor, channel: AlertChannelRecord): AuditNote => ({
  ...about(actor, channel, 'alert-channel'),
  action: 'delete',
})

/** Returns the audit entry for a message that a user sends to a channel: a test, or a repeated message. */
export const channelUsed = (
  actor: AuditActor,
  channel: AlertChannelRecord,
  action: 'test' | 'retry',
): AuditNote => ({ ...about(actor, channel, 'alert-channel'), action })

const actionOf = (before: object | null, muted: boolean): 'create' | 'mute' | 'update' =>
  before === null ? 'create' : muted ? 'mute' : 'update'

const about = (
  actor: AuditActor,
  { id, name }: { id: string; name: string },
  entityType: 'alert-rule' | 'alert-channel',
) => ({ actor, entityType, entityId: id, entityName: name })

function ruleDocument({ id: _id, createdAt: _made, updatedAt: _changed, ...fields }: AlertRuleRecord) {
  return same(fields)
}

function channelDocument({ name, settings }: AlertChannelRecord): AuditedDocument {
  return { stored: plain({ name, settings }), shown: plain({ name, settings: shown(settings) }) }
}

const same = (fields: object): AuditedDocument => ({ stored: plain(fields), shown: plain(fields) })

/** The fields are JSON already; the copy gives them the type. */
const plain = (value: object): JsonObject =>
  Object.fromEntries(Object.entries(parseJson(JSON.stringify(value)) as Record<string, Json>))
