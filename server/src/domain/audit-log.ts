import type { AuditAction, AuditChange, AuditEntity, AuditEntry, AuditQuery } from '@flx/shared/audit'
import type { List } from '@flx/shared/list'

/** Who made a change; `tokenName` when an API token was used. */
export interface AuditActor {
  id: string | null
  name: string
  tokenName?: string | null
}

/** A change to be recorded; time and id are added when it is written. */
export interface AuditNote {
  actor: AuditActor
  action: AuditAction
  entityType: AuditEntity
  entityId: string
  entityName: string
  /** See `auditChanges`; empty where the action says it all. */
  changes?: AuditChange[]
}

/**
 * What people changed, for ever. Stores that take an AuditNote write it in the transaction of the change; `record` is
 * for changes that are made elsewhere.
 */
export interface AuditLog {
  record(note: AuditNote): Promise<void>
  /** Newest first. */
  list(query: AuditQuery): Promise<List<AuditEntry>>
}
