import { MAX_NOTES, type ExecutionNote } from '@flx/shared/executions/execution-note'

import type { ExecutionNoteStore } from '../../../domain/executions/execution-notes.ts'
import { withoutNul } from '../core/rows/folded-text.ts'
import type { ExecutionNoteRow, ExecutionRow } from '../core/schema.ts'
import type { Emit, Trx, Writer } from '../core/writer.ts'

/** Stores notes on executions, and their number in the execution's row. */
export function createExecutionNoteStore(writer: Writer): ExecutionNoteStore {
  const { db } = writer
  const notes = () => db.selectFrom('execution_note').selectAll()
  return {
    async list(executionId) {
      const rows = await notes()
        .where('execution_id', '=', executionId)
        .orderBy('at')
        .orderBy('id')
        .limit(MAX_NOTES)
        .execute()
      return rows.map(noteOf)
    },

    async find(executionId, noteId) {
      const row = await notes()
        .where('id', '=', noteId)
        .where('execution_id', '=', executionId)
        .executeTakeFirst()
      return row === undefined ? undefined : noteOf(row)
    },

    add: (executionId, note, auditNote) =>
      writer.change(async (trx, emit, audit) => {
        // Locks the row: two transactions that add a note at once wait for each other.
        const execution = await changeNoteCount(trx, executionId, 1)
        if (execution === undefined) return false
        await trx
          .insertInto('execution_note')
          .values({
            id: note.id,
            execution_id: executionId,
            body: withoutNul(note.body),
            by_id: note.byId,
            by_name: note.by,
            at: note.at,
            edited_at: null,
          })
          .execute()
        emitNoteCount(emit, execution)
        audit(auditNote)
        return true
      }),

    change: (executionId, noteId, { body, at }, auditNote) =>
      writer.change(async (trx, emit, audit) => {
        const { numUpdatedRows } = await trx
          .updateTable('execution_note')
          .set({ body: withoutNul(body), edited_at: at })
          .where('id', '=', noteId)
          .where('execution_id', '=', executionId)
          .executeTakeFirstOrThrow()
        const execution = numUpdatedRows === 0n ? undefined : await changeNoteCount(trx, executionId, 0)
        if (execution === undefined) return false
        emitNoteCount(emit, execution)
        audit(auditNote)
        return true
      }),

    remove: (executionId, noteId, auditNote) =>
      writer.change(async (trx, emit, audit) => {
        const { numDeletedRows } = await trx
          .deleteFrom('execution_note')
          .where('id', '=', noteId)
          .where('execution_id', '=', executionId)
          .executeTakeFirstOrThrow()
        const execution = numDeletedRows === 0n ? undefined : await changeNoteCount(trx, executionId, -1)
        if (execution === undefined) return false
        emitNoteCount(emit, execution)
        audit(auditNote)
        return true
      }),
  }
}

type NoteCount = Pick<ExecutionRow, 'id' | 'pipeline_id' | 'note_count'>

/** Changes the number of notes; undefined if there would be too many. */
const changeNoteCount = (trx: Trx, executionId: string, delta: -1 | 0 | 1): Promise<NoteCount | undefined> =>
  trx
    .updateTable('execution')
    .set(({ eb }) => ({ note_count: eb('note_count', '+', delta) }))
    .where('id', '=', executionId)
    .$if(delta > 0, (query) => query.where('note_count', '<', MAX_NOTES))
    .returning(['id', 'pipeline_id', 'note_count'])
    .executeTakeFirst()

const emitNoteCount = (emit: Emit, { id, pipeline_id: pipelineId, note_count: notes }: NoteCount): void =>
  emit({ type: 'execution.noted', executionId: id, pipelineId, notes })

const noteOf = (row: ExecutionNoteRow): ExecutionNote => ({
  id: row.id,
  body: row.body,
  by: row.by_name,
  byId: row.by_id,
  at: row.at,
  editedAt: row.edited_at,
})
