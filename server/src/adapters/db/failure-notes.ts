import type { Acknowledgement } from '@flx/shared/alert'

import type { FailureNoteStore, NoteAuthor, NoteSubject } from '../../domain/failure-notes.ts'
import { withoutNul } from './folded-text.ts'
import type { Emit, Trx, Writer } from './writer.ts'

/** Comments of one failure. */
const MOST_COMMENTS = 500

/** Acknowledgements and comments of failures. */
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
        .where('subject_id', '=', subjectId)
        .orderBy('at')
        .orderBy('id')
        .limit(MOST_COMMENTS)
        .execute()
      return rows.map((row) => ({ id: row.id, body: row.body, by: row.by_name, at: row.at }))
    },

    acknowledge: (subject, author, comment, note) =>
      writer.change(async (trx, emit, audit) => {
        const { numInsertedOrUpdatedRows } = await trx
          .insertInto('acknowledgement')
          .values({ subject_id: subject.id, by_id: author.id, by_name: author.name, at: author.at })
          .onConflict((conflict) => conflict.doNothing())
          .executeTakeFirst()
        const first = (numInsertedOrUpdatedRows ?? 0n) > 0n
        if (comment !== null) await addComment(trx, subject, author, comment)
        if (first || comment !== null) tell(emit, subject)
        if (first) audit(note)
        return first
      }),

    withdraw: (subject, note) =>
      writer.change(async (trx, emit, audit) => {
        const { numDeletedRows } = await trx
          .deleteFrom('acknowledgement')
          .where('subject_id', '=', subject.id)
          .executeTakeFirst()
        if (numDeletedRows === 0n) return false
        tell(emit, subject)
        audit(note)
        return true
      }),

    comment: (subject, author, comment, note) =>
      writer.change(async (trx, emit, audit) => {
        const { count } = await trx
          .selectFrom('failure_comment')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('subject_id', '=', subject.id)
          .executeTakeFirstOrThrow()
        if (count >= MOST_COMMENTS) return false
        await addComment(trx, subject, author, comment)
        tell(emit, subject)
        audit(note)
        return true
      }),
  }
}

const tell = (emit: Emit, { executionId }: NoteSubject): void => emit({ type: 'failure.noted', executionId })

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
  const rows = await db
    .selectFrom('acknowledgement')
    .select(['subject_id', 'by_name', 'at'])
    .where('subject_id', 'in', ids)
    .execute()
  return new Map(rows.map((row) => [row.subject_id, { by: row.by_name, at: row.at }]))
}

/** Who acknowledged each of some failures, and how many comments each has; for a page of a list. */
export async function notesOf(
  db: Pick<Trx, 'selectFrom'>,
  ids: readonly string[],
): Promise<Map<string, { acknowledgement: Acknowledgement | null; comments: number }>> {
  if (ids.length === 0) return new Map()
  const acknowledged = await acknowledgements(db, ids)
  const counted = await db
    .selectFrom('failure_comment')
    .select(['subject_id', ({ fn }) => fn.countAll<number>().as('count')])
    .where('subject_id', 'in', ids)
    .groupBy('subject_id')
    .execute()
  const counts = new Map(counted.map((row) => [row.subject_id, row.count]))
  return new Map(
    ids.map((id) => [id, { acknowledgement: acknowledged.get(id) ?? null, comments: counts.get(id) ?? 0 }]),
  )
}
