import { conflict } from '../../domain/errors.ts'
import type { ExecutionStore, Lease } from '../../domain/execution-store.ts'
import type { NewId, SecretBox } from '../../domain/ports.ts'
import { executionEnds } from './execution-ends.ts'
import { changed, rememberLast } from './execution-events.ts'
import { executionLists } from './execution-lists.ts'
import { executionStart } from './execution-start.ts'
import { insertUnlessUnfinished } from './insert-execution.ts'
import { toJson } from './json.ts'
import type { Reader } from './reader.ts'
import type { ExecutionRow } from './schema.ts'
import type { Trx, Writer } from './writer.ts'

/** Executions: the queue, the worker's guarded writes, and the history. */
export function createExecutionStore(
  writer: Writer,
  { reader, secretBox, newId }: { reader: Reader; secretBox: SecretBox; newId: NewId },
): ExecutionStore {
  /** Every write of a worker: only while it holds the lease of a running execution. */
  const guarded = (lease: Lease) => (trx: Trx) =>
    trx
      .updateTable('execution')
      .where('id', '=', lease.executionId)
      .where('status', '=', 'running')
      .where('lease_token', '=', lease.token)

  return {
    ...executionLists(writer, reader, secretBox),
    ...executionEnds(writer, { secretBox, newId }),
    ...executionStart(writer, secretBox),

    async enqueue(execution, note) {
      return writer.change(async (trx, emit, audit) => {
        const inserted = await insertUnlessUnfinished(trx, execution, secretBox)
        if (typeof inserted === 'string') return { created: false, unfinishedId: inserted }
        // Waits for one who archives the pipeline at this moment, and then finds it archived.
        if (!(await rememberLast(trx, inserted))) {
          throw conflict(
            `Cannot execute pipeline "${execution.pipelineName}": it is archived. Restore it first.`,
          )
        }
        emit(changed(inserted))
        audit(note)
        return { created: true }
      })
    },

    async renew(lease, expiresAt) {
      return save(lease, { lease_expires_at: expiresAt })
    },

    async saveStart(lease, start) {
      return saveAndTell(lease, {
        state_before: toJson(start.stateBefore),
        state_after: toJson(start.stateBefore),
        resolved_config: toJson(start.resolvedConfig),
        steps: toJson(start.steps),
      })
    },

    async saveSteps(lease, steps) {
      return saveAndTell(lease, { steps: toJson(steps) })
    },

    async saveProgress(lease, progress) {
      return save(lease, {
        records_processed: progress.recordsProcessed,
        streams: toJson(progress.streams),
        log_lines: progress.logLines,
      })
    },
  }

  function save(lease: Lease, values: Partial<ExecutionRow>): Promise<boolean> {
    return writer.change(async (trx) => {
      const { numUpdatedRows } = await guarded(lease)(trx).set(values).executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    })
  }

  function saveAndTell(lease: Lease, values: Partial<ExecutionRow>): Promise<boolean> {
    return writer.change(async (trx, emit) => {
      const row = await guarded(lease)(trx).set(values).returningAll().executeTakeFirst()
      if (row === undefined) return false
      emit(changed(row))
      return true
    })
  }
}
