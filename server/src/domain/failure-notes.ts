import type { Acknowledgement, FailureComment } from '@flx/shared/alert'

import type { AuditNote } from './audit-log.ts'

/** Who says something of a failure, and when. */
export interface NoteAuthor {
  id: string | null
  name: string
  at: string
}

/** What a note is about: an execution that failed, or an incident that has none. */
export interface NoteSubject {
  id: string
  /** Pages that show the execution learn of it. */
  executionId: string | null
}

/** Acknowledgements and comments. */
export interface FailureNoteStore {
  acknowledgement(subjectId: string): Promise<Acknowledgement | null>
  /** Of those that have one. */
  acknowledgements(subjectIds: readonly string[]): Promise<Map<string, Acknowledgement>>
  /** The oldest first. */
  comments(subjectId: string): Promise<FailureComment[]>
  /** False when somebody did already: the first one stays. A comment with it is added in any case. */
  acknowledge(
    subject: NoteSubject,
    author: NoteAuthor,
    comment: { id: string; body: string } | null,
    audit: AuditNote,
  ): Promise<boolean>
  /** False when nobody had acknowledged it. */
  withdraw(subject: NoteSubject, audit: AuditNote): Promise<boolean>
  /** False when there are as many as there may be. */
  comment(
    subject: NoteSubject,
    author: NoteAuthor,
    comment: { id: string; body: string },
    audit: AuditNote,
  ): Promise<boolean>
}
