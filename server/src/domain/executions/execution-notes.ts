import type { ExecutionNote } from '@flx/shared/executions/execution-note'

import type { AuditNote } from '../access/audit-log.ts'

/** Notes that users write on executions. Texts arrive masked. */
export interface ExecutionNoteStore {
  /** Lists the notes, oldest first. */
  list(executionId: string): Promise<ExecutionNote[]>
  find(executionId: string, noteId: string): Promise<ExecutionNote | undefined>
  /** Adds a note; false if the execution has the most notes allowed, or no longer exists. */
  add(executionId: string, note: ExecutionNote, audit: AuditNote): Promise<boolean>
  /** Changes a note; false if it no longer exists. */
  change(
    executionId: string,
    noteId: string,
    edit: { body: string; at: string },
    audit: AuditNote,
  ): Promise<boolean>
  /** Removes a note; false if it no longer exists. */
  remove(executionId: string, noteId: string, audit: AuditNote): Promise<boolean>
}
