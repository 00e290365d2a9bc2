import type { AuditAction, AuditChange, AuditEntity, AuditEntry, AuditQuery } from '@flx/shared/access/audit'
import type { List } from '@flx/shared/core/list'
import type { TimelineItem, TimelineQuery } from '@flx/shared/pipelines/pipeline-history'

import type { ExecutionHeadline } from '../core/records.ts'

/** The person who made a change; `tokenName` when an API token was used. */
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
 * Records what people change. Stores that take an AuditNote write it in the transaction of the change; `record` is for
 * changes made elsewhere.
 */
export interface AuditLog {
  record(note: AuditNote): Promise<void>
  find(id: string): Promise<AuditEntry | undefined>
  /** Newest first. */
  list(query: AuditQuery): Promise<List<AuditEntry>>
}

/** An execution as the store knows it, a change or a tick: what happened to a pipeline. */
export type TimelineRecord =
  | Exclude<TimelineItem, { kind: 'execution' }>
  | { kind: 'execution'; at: string; execution: ExecutionHeadline }

/** The history of pipelines, from everything that is kept of it. */
export interface Timeline {
  /** Newest first. */
  list(pipelineId: string, query: TimelineQuery): Promise<List<TimelineRecord>>
}
