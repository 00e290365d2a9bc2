import type { ExecutionNote } from '@flx/shared/executions/execution-note'

import type { AuditNote } from '../access/audit-log.ts'

/** Notes that users write on executions. Texts arrive masked. */
export interface ExecutionNoteStore {
  /** Oldest first. */
  list(executionId: string): Promise<ExecutionNote[]>
  find(executionId: string, noteId: string): Promise<ExecutionNote | undefined>
  /** False if the execution has the most notes allowed, or no longer exists. */
  add(executionId: string, note: ExecutionNote, audit: AuditNote): Promise<boolean>
  /** False if the note no longer exists. */
  change(
    executionId: string,
    noteId: string,
    edit: { body: string; at: string },
    audit: AuditNote,
  ): Promise<boolean>
  /** False if the note no longer exists. */
  remove(executionId: string, noteId: string, audit: AuditNote): Promise<boolean>
}
