import type { ExecutionStore, SecretBox } from '../../domain/ports.ts'
import { executionEnds } from './execution-ends.ts'
import { changed, rememberLast } from './execution-events.ts'
import { executionLists } from './execution-lists.ts'
import { executionRecord } from './execution-rows.ts'
import { toJson } from './json.ts'
import type { ExecutionRow } from './schema.ts'
import type { Trx, Writer } from './writer.ts'

/** Executions: the queue, the worker's guarded writes, and the history. */
export function createExecutionStore(writer: Writer, secretBox: SecretBox): ExecutionStore {
  const { db } = writer

  /** Every write of a worker: only while it holds the lease of a running execution. */
  const guarded = (lease: { executionId: string; token: string }) => (trx: Trx | typeof db) =>
    trx
      .updateTable('execution')
      .where('id', '=', lease.executionId)
      .where('status', '=', 'running')
      .where('lease_token', '=', lease.token)

  return {
    ...executionLists(writer, secretBox),
    ...executionEnds(writer),

    async enqueue(execution) {
      return writer.change(async (trx, emit) => {
        const inserted = await trx
          .insertInto('execution')
          .values({
            id: execution.id,
            pipeline_id: execution.pipelineId,
            pipeline_name: execution.pipelineName,
            status: 'pending',
            trigger_kind: execution.trigger,
            triggered_by: execution.triggeredBy,
            triggered_by_name: execution.triggeredByName,
            full_refresh: execution.fullRefresh ? 1 : 0,
            options: secretBox.seal(toJson(execution.options)),
            attempt: execution.attempt,
            retry_of: execution.retryOf,
            queued_at: execution.queuedAt,
            not_before: execution.notBefore,
            records_processed: 0,
            error_lines: '[]',
            steps: '[]',
            streams: '[]',
            log_lines: 0,
            state_before: 'null',
            state_after: 'null',
            resolved_config: 'null',
          })
          .onConflict((conflict) => conflict.doNothing())
          .returningAll()
          .executeTakeFirst()
        if (inserted === undefined) {
          const unfinished = await trx
            .selectFrom('execution')
            .select('id')
            .where('pipeline_id', '=', execution.pipelineId)
            .where('status', 'in', ['pending', 'running'])
            .executeTakeFirst()
          return { created: false, unfinishedId: unfinished?.id ?? '' }
        }
        await rememberLast(trx, inserted)
        await emit(changed(inserted))
        return { created: true }
      })
    },

    async claim(worker, token, now, leaseSeconds) {
      const at = now.toISOString()
      return writer.change(async (trx, emit) => {
        const row = await trx
          .updateTable('execution')
          .set({
            status: 'running',
            started_at: at,
            worker,
            lease_token: token,
            lease_expires_at: new Date(now.getTime() + leaseSeconds * 1000).toISOString(),
          })
          .where('status', '=', 'pending')
          .where('id', '=', (query) => {
            const due = query
              .selectFrom('execution')
              .select('id')
              .where('status', '=', 'pending')
              .where((or) => or.or([or('not_before', 'is', null), or('not_before', '<=', at)]))
              .orderBy('queued_at')
              .orderBy('id')
              .limit(1)
            return writer.dialect === 'postgres' ? due.forUpdate().skipLocked() : due
          })
          .returningAll()
          .executeTakeFirst()
        if (row === undefined) return undefined
        await rememberLast(trx, row)
        await emit(changed(row))
        return executionRecord(row, secretBox)
      })
    },

    async renew(lease, expiresAt) {
      const result = await guarded(lease)(db).set({ lease_expires_at: expiresAt }).executeTakeFirst()
      return result.numUpdatedRows > 0n
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
      const result = await guarded(lease)(db)
        .set({
          records_processed: progress.recordsProcessed,
          streams: toJson(progress.streams),
          log_lines: progress.logLines,
        })
        .executeTakeFirst()
      return result.numUpdatedRows > 0n
    },
  }

  function saveAndTell(
    lease: { executionId: string; token: string },
    values: Partial<ExecutionRow>,
  ): Promise<boolean> {
    return writer.change(async (trx, emit) => {
      const row = await guarded(lease)(trx).set(values).returningAll().executeTakeFirst()
      if (row === undefined) return false
      await emit(changed(row))
      return true
    })
  }
}
