import * as z from 'zod'

import { jsonSchema } from '../json/json-value-schema.ts'
import { listQuery } from '../core/list.ts'
import { offsetMomentSchema } from '../core/moment.ts'

/** Kinds of things that the audit log covers. */
export const AUDIT_ENTITIES = [
  'pipeline',
  'execution',
  'plugin',
  'project',
  'template',
  'schedule',
  'hold',
  'node',
  'failure',
  'alert-rule',
  'alert-channel',
  'view',
  'dashboard',
  'user',
  'session',
  'token',
  'setting',
  'foreign-job',
] as const
export type AuditEntity = (typeof AUDIT_ENTITIES)[number]

/** Actions that the audit log records. */
export const AUDIT_ACTIONS = [
  'create',
  'update',
  'delete',
  'archive',
  'restore',
  'activate',
  'deactivate',
  'execute',
  'cancel',
  'force',
  'retry',
  'install',
  'cancel-install',
  'uninstall',
  'upgrade',
  'roll-back',
  'test',
  'discover',
  'accept',
  'pin',
  'unpin',
  'upload',
  'preview',
  'view-rows',
  'invoke',
  'reset',
  'set-state',
  'reset-state',
  'pause',
  'resume',
  'mute',
  'acknowledge',
  'comment',
  'assign',
  'revoke',
  'set-up',
  'import',
  'export',
] as const
export type AuditAction = (typeof AUDIT_ACTIONS)[number]

/**
 * A changed path. Without `before` it did not exist, without `after` it was removed; a secret has neither.
 */
export const auditChangeSchema = z.object({
  path: z.string(),
  before: jsonSchema.exactOptional(),
  after: jsonSchema.exactOptional(),
  secret: z.literal(true).exactOptional(),
})
export type AuditChange = z.infer<typeof auditChangeSchema>

/** A change made by a user. */
export const auditEntrySchema = z.object({
  id: z.string(),
  at: z.string(),
  /** Null: before anyone had signed in. */
  actorId: z.string().nullable(),
  actorName: z.string(),
  /** Name of the API token that was used; null for a browser. */
  tokenName: z.string().nullable(),
  action: z.enum(AUDIT_ACTIONS),
  entityType: z.enum(AUDIT_ENTITIES),
  entityId: z.string(),
  /** Its name at that time. */
  entityName: z.string(),
  changes: z.array(auditChangeSchema),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

const filter = {
  entityType: z.enum(AUDIT_ENTITIES).optional(),
  entityId: z.string().max(100).optional(),
  /** ID of a user. */
  actor: z.string().max(100).optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  from: offsetMomentSchema.optional(),
  /** Exclusive. */
  to: offsetMomentSchema.optional(),
  /** Matches the names of the changed thing and of the user. */
  search: z.string().max(200).optional(),
}
export const auditQuerySchema = z.object({ ...listQuery, ...filter })
export type AuditQuery = z.output<typeof auditQuerySchema>
