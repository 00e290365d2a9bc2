import type { Acknowledgement, FailureComment } from '@flx/shared/alert'

import type { AuditNote } from '../access/audit-log.ts'

/** Who says something of a failure, and when. */
export interface NoteAuthor {
  id: string | null
  name: string
  at: string
}

/** The subject of a note: an execution that failed, or an incident that has none. */
export interface NoteSubject {
  id: string
  /** Pages that show the execution learn of it. */
  executionId: string | null
  /** The cause of failures that it is about: acknowledging changes its state. */
  causeId?: string
}

/** Notes about an incident belong to its execution, or to the incident when it has none. */
export const noteSubjectOf = ({ id, executionId }: NoteSubject): NoteSubject => ({
  id: executionId ?? id,
  executionId,
})

/** Acknowledgements and comments. */
export interface FailureNoteStore {
  acknowledgement(subjectId: string): Promise<Acknowledgement | null>
  /** Of those that have one. */
  acknowledgements(subjectIds: readonly string[]): Promise<Map<string, Acknowledgement>>
  /** The oldest first. */
  comments(subjectId: string): Promise<FailureComment[]>
  /** False when it was acknowledged before: the first one stays. A comment with it is added in any case. */
  acknowledge(
    subject: NoteSubject,
    author: NoteAuthor,
    comment: { id: string; body: string } | null,
    audit: AuditNote,
  ): Promise<boolean>
  /** False when it was not acknowledged. */
  withdraw(subject: NoteSubject, audit: AuditNote): Promise<boolean>
  /** False when there are as many as there may be. */
  comment(
    subject: NoteSubject,
    author: NoteAuthor,
    comment: { id: string; body: string },
    audit: AuditNote,
  ): Promise<boolean>
}
