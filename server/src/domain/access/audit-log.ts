import type { AuditAction, AuditChange, AuditEntity, AuditEntry, AuditQuery } from '@flx/shared/access/audit'
import type { List } from '@flx/shared/core/list'
import type { TimelineItem, TimelineQuery } from '@flx/shared/pipelines/pipeline-history'

import type { ExecutionHeadline } from '../core/records.ts'

/** The user who made a change; `tokenName` if an API token was used. */
export interface AuditActor {
  id: string | null
  name: string
  tokenName?: string | null
}

/** A change to record; id and time are added when it is written. */
export interface AuditNote {
  actor: AuditActor
  action: AuditAction
  entityType: AuditEntity
  entityId: string
  entityName: string
  /** See `auditChanges`; empty if the action says it all. */
  changes?: AuditChange[]
}

/**
 * Records changes made by users. A store that takes an AuditNote writes it in the transaction of the change; `record` is for
 * changes made elsewhere.
 */
export interface AuditLog {
  record(note: AuditNote): Promise<void>
  find(id: string): Promise<AuditEntry | undefined>
  /** Lists entries, newest first. */
  list(query: AuditQuery): Promise<List<AuditEntry>>
}

/** One thing that happened to a pipeline: an execution, as the store knows it, a change or a tick. */
export type TimelineRecord =
  | Exclude<TimelineItem, { kind: 'execution' }>
  | { kind: 'execution'; at: string; execution: ExecutionHeadline }

/** The history of a pipeline, from every kind of record that is kept. */
export interface Timeline {
  /** Lists the history of a pipeline, newest first. */
  list(pipelineId: string, query: TimelineQuery): Promise<List<TimelineRecord>>
}
