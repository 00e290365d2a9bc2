import type { Acknowledgement, FailureComment } from '@flx/shared/alert'

import type { AuditNote } from '../access/audit-log.ts'

/** The author of a note, and its time. */
export interface NoteAuthor {
  id: string | null
  name: string
  at: string
}

/** The subject of a note: a failed execution, or an incident without one. */
export interface NoteSubject {
  id: string
  /** Pages that show this execution are notified. */
  executionId: string | null
  /** The cause of failures it belongs to: acknowledging changes the cause's state. */
  causeId?: string
}

/** Returns the subject of notes about an incident: its execution, or the incident itself if it has none. */
export const noteSubjectOf = ({ id, executionId }: NoteSubject): NoteSubject => ({
  id: executionId ?? id,
  executionId,
})

/** Acknowledgements and comments. */
export interface FailureNoteStore {
  acknowledgement(subjectId: string): Promise<Acknowledgement | null>
  /** Returns the acknowledgements by subject; subjects without one are left out. */
  acknowledgements(subjectIds: readonly string[]): Promise<Map<string, Acknowledgement>>
  /** Lists the comments, oldest first. */
  comments(subjectId: string): Promise<FailureComment[]>
  /**
   * Acknowledges a failure; false if it was already acknowledged, because the first acknowledgement stays. A comment given with
   * it is added in either case.
   */
  acknowledge(
    subject: NoteSubject,
    author: NoteAuthor,
    comment: { id: string; body: string } | null,
    audit: AuditNote,
  ): Promise<boolean>
  /** Withdraws the acknowledgement; false if there is none. */
  withdraw(subject: NoteSubject, audit: AuditNote): Promise<boolean>
  /** Adds a comment; false if the subject has the most comments allowed. */
  comment(
    subject: NoteSubject,
    author: NoteAuthor,
    comment: { id: string; body: string },
    audit: AuditNote,
  ): Promise<boolean>
}
