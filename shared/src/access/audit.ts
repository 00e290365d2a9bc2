import * as z from 'zod'

import { jsonSchema } from '../json/json.ts'
import { listQuery } from '../core/list.ts'
import { offsetMomentSchema } from '../core/moment.ts'

/** Kinds of things that can be changed. */
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

/** Kinds of changes. */
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
  'look',
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
 * One path that changed. Without `before` it was not there, without `after` it is gone; of a secret neither is given.
 */
export const auditChangeSchema = z.object({
  path: z.string(),
  before: jsonSchema.exactOptional(),
  after: jsonSchema.exactOptional(),
  secret: z.literal(true).exactOptional(),
})
export type AuditChange = z.infer<typeof auditChangeSchema>

/** A change that a person made. */
export const auditEntrySchema = z.object({
  id: z.string(),
  at: z.string(),
  /** Null: before anyone signed in. */
  actorId: z.string().nullable(),
  actorName: z.string(),
  /** Name of the API token that was used, null for a browser. */
  tokenName: z.string().nullable(),
  action: z.enum(AUDIT_ACTIONS),
  entityType: z.enum(AUDIT_ENTITIES),
  entityId: z.string(),
  /** As it was called at that time. */
  entityName: z.string(),
  changes: z.array(auditChangeSchema),
})
export type AuditEntry = z.infer<typeof auditEntrySchema>

const filter = {
  entityType: z.enum(AUDIT_ENTITIES).optional(),
  entityId: z.string().max(100).optional(),
  /** Id of a person. */
  actor: z.string().max(100).optional(),
  action: z.enum(AUDIT_ACTIONS).optional(),
  from: offsetMomentSchema.optional(),
  /** Up to, not including. */
  to: offsetMomentSchema.optional(),
  /** In the names of what was changed and of who did it. */
  search: z.string().max(200).optional(),
}
export const auditQuerySchema = z.object({ ...listQuery, ...filter })
export type AuditQuery = z.output<typeof auditQuerySchema>
