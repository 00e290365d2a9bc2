import type { Acknowledgement } from '@flx/shared/alert'

import type { FailureNoteStore, NoteAuthor, NoteSubject } from '../../../domain/alerts/failure-notes.ts'
import { setAcknowledged } from '../failures/cause-state.ts'
import { withoutNul } from '../core/rows/folded-text.ts'
import type { Emit, Trx, Writer } from '../core/writer.ts'

/** How many comments of one failure are read. */
const MAX_COMMENTS = 500

/** Stores acknowledgements and comments of failures. */
export function createFailureNoteStore(writer: Writer): FailureNoteStore {
  const { db } = writer
  return {
    async acknowledgement(subjectId) {
      return (await acknowledgements(db, [subjectId])).get(subjectId) ?? null
    },

    acknowledgements: (subjectIds) => acknowledgements(db, subjectIds),

    async comments(subjectId) {
      const rows = await db
        .selectFrom('failure_comment')
        .selectAll()
        .where('subject_id', 'in', [subjectId, ...(await causesOf(db, [subjectId])).values()])
        .orderBy('at')
        .orderBy('id')
        .limit(MAX_COMMENTS)
        .execute()
      return rows.map((row) => ({ id: row.id, body: row.body, by: row.by_name, at: row.at }))
    },

    acknowledge: (noted, author, comment, note) =>
      writer.change(async (trx, emit, audit) => {
        const subject = await subjectWithCause(trx, noted)
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('acknowledgement')
          .values({ subject_id: subject.id, by_id: author.id, by_name: author.name, at: author.at })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        const isFirst = (numInsertedOrUpdatedRows ?? 0n) > 0n
        if (comment !== null) await addComment(trx, subject, author, comment)
        if (isFirst || comment !== null) emitNoted(emit, subject)
        if (isFirst && subject.causeId !== undefined) await setAcknowledged(trx, emit, subject.causeId, true)
        if (isFirst) audit(note)
        return isFirst
      }),

    withdraw: (noted, note) =>
      writer.change(async (trx, emit, audit) => {
        const subject = await subjectWithCause(trx, noted)
        const { numDeletedRows } = await trx
          .deleteFrom('acknowledgement')
          .where('subject_id', 'in', [noted.id, subject.id])
          .executeTakeFirst()
        if (numDeletedRows === 0n) return false
        emitNoted(emit, subject)
        if (subject.causeId !== undefined) await setAcknowledged(trx, emit, subject.causeId, false)
        audit(note)
        return true
      }),

    comment: (noted, author, comment, note) =>
      writer.change(async (trx, emit, audit) => {
        const subject = await subjectWithCause(trx, noted)
        const { count } = await trx
          .selectFrom('failure_comment')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('subject_id', '=', subject.id)
          .executeTakeFirstOrThrow()
        if (count >= MAX_COMMENTS) return false
        await addComment(trx, subject, author, comment)
        emitNoted(emit, subject)
        audit(note)
        return true
      }),
  }
}

/** Extends a note on a failed execution to its cause, and so to all executions that failed for it. */
async function subjectWithCause(trx: Trx, subject: NoteSubject): Promise<NoteSubject> {
  if (subject.executionId === null) return subject
  const causeId = (await causesOf(trx, [subject.executionId])).get(subject.executionId)
  return causeId === undefined ? subject : { ...subject, id: causeId, causeId }
}

/** Returns the cause of each id that is a failed execution, keyed by that id. */
async function causesOf(db: Pick<Trx, 'selectFrom'>, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('execution')
    .select(['id', 'cause_id'])
    .where('id', 'in', ids)
    .where('cause_id', 'is not', null)
    .execute()
  return new Map(rows.flatMap((row) => (row.cause_id === null ? [] : [[row.id, row.cause_id] as const])))
}

function emitNoted(emit: Emit, { executionId, causeId }: NoteSubject): void {
  emit({ type: 'failure.noted', executionId })
  if (causeId !== undefined) emit({ type: 'failures.changed' })
}

async function addComment(
  trx: Trx,
  subject: NoteSubject,
  author: NoteAuthor,
  { id, body }: { id: string; body: string },
): Promise<void> {
  await trx
    .insertInto('failure_comment')
    .values({
      id,
      subject_id: subject.id,
      body: withoutNul(body),
      by_id: author.id,
      by_name: author.name,
      at: author.at,
    })
    .execute()
}

async function acknowledgements(
  db: Pick<Trx, 'selectFrom'>,
  ids: readonly string[],
): Promise<Map<string, Acknowledgement>> {
  if (ids.length === 0) return new Map()
  const causes = await causesOf(db, ids)
  const rows = await db
    .selectFrom('acknowledgement')
    .select(['subject_id', 'by_name', 'at'])
    .where('subject_id', 'in', [...ids, ...causes.values()])
    .execute()
  const bySubject = new Map(rows.map((row) => [row.subject_id, { by: row.by_name, at: row.at }]))
  return new Map(
    ids.flatMap((id) => {
      const found = bySubject.get(id) ?? bySubject.get(causes.get(id) ?? '')
      return found === undefined ? [] : [[id, found] as const]
    }),
  )
}

/**
 * Returns the acknowledgement and the number of comments of each failure, for a page of a list. Those of an execution
 * include those of its cause.
 */
export async function notesOf(
  db: Pick<Trx, 'selectFrom'>,
  ids: readonly string[],
): Promise<Map<string, { acknowledgement: Acknowledgement | null; comments: number }>> {
  if (ids.length === 0) return new Map()
  const acknowledged = await acknowledgements(db, ids)
  const causes = await causesOf(db, ids)
  const countRows = await db
    .selectFrom('failure_comment')
    .select(['subject_id', ({ fn }) => fn.countAll<number>().as('count')])
    .where('subject_id', 'in', [...ids, ...causes.values()])
    .groupBy('subject_id')
    .execute()
  const counts = new Map(countRows.map((row) => [row.subject_id, row.count]))
  const commentsOn = (id: string): number => (counts.get(id) ?? 0) + (counts.get(causes.get(id) ?? '') ?? 0)
  return new Map(
    ids.map((id) => [id, { acknowledgement: acknowledged.get(id) ?? null, comments: commentsOn(id) }]),
  )
}
