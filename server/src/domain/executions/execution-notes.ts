import type { ExecutionNote } from '@flx/shared/executions/execution-note'

import type { AuditNote } from '../access/audit-log.ts'

/** Notes that people write on executions. Texts come masked. */
export interface ExecutionNoteStore {
  /** The oldest first. */
  list(executionId: string): Promise<ExecutionNote[]>
  find(executionId: string, noteId: string): Promise<ExecutionNote | undefined>
  /** False when there are as many as there may be, or the execution is gone. */
  add(executionId: string, note: ExecutionNote, audit: AuditNote): Promise<boolean>
  /** False when the note is gone. */
  change(
    executionId: string,
    noteId: string,
    edit: { body: string; at: string },
    audit: AuditNote,
  ): Promise<boolean>
  /** False when the note is gone. */
  remove(executionId: string, noteId: string, audit: AuditNote): Promise<boolean>
}
