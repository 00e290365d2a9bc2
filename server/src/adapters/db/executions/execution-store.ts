import { sql, type RawBuilder } from 'kysely'

import type { Step } from '@flx/shared/executions/step'
import { recordsKnown } from '@flx/shared/executions/execution-status'

import { StoreRefusal } from '../../../domain/core/store-refusal.ts'
import type { ExecutionStore, Lease } from '../../../domain/executions/execution-store.ts'
import { executionEnds } from './execution-ends.ts'
import { changeEvent } from './execution-events.ts'
import { executionLists } from './execution-lists.ts'
import { executionHandBack } from './queue/hand-back.ts'
import { executionQueue } from './queue/execution-queue.ts'
import { executionRecord, totalColumns } from './execution-rows.ts'
import { runnerRuns } from './runner-runs.ts'
import { executionStart } from './queue/execution-start.ts'
import type { FollowUpTools } from './queue/followers.ts'
import { insertPending } from './queue/insert-execution.ts'
import { toJson } from '../core/rows/json.ts'
import type { Reader } from '../core/reader.ts'
import type { ExecutionRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'

type Values = Partial<Omit<ExecutionRow, 'counts'>> & { counts?: string | RawBuilder<string> }

/** SQL for `counts` once totals are reported: unknown becomes reported. */
const REPORTED = sql<string>`case counts when 'unknown' then 'reported' else counts end`

/** A program that works with plugins of its own is always Meltano here. */
function runnerColumns(steps: readonly Step[]): Pick<ExecutionRow, 'counts' | 'runner'> {
  const counts = recordsKnown({ steps, streams: [] })
  return { counts, runner: counts === 'counted' ? null : 'meltano' }
}

/** Stores executions: the queue, the worker's guarded writes, and the history. */
export function createExecutionStore(
  writer: Writer,
  { reader, ...tools }: { reader: Reader; leaseSeconds: number } & FollowUpTools,
): ExecutionStore {
  const { secretBox } = tools
  /** Starts every write of a worker: it takes effect only while the worker holds the lease of a running execution. */
  const updateHeld = (lease: Lease) => (trx: Trx) =>
    trx
      .updateTable('execution')
      .where('id', '=', lease.executionId)
      .where('status', '=', 'running')
      .where('lease_token', '=', lease.token)

  return {
    ...executionLists(writer, reader, secretBox),
    ...executionEnds(writer, tools),
    ...executionStart(writer, secretBox),
    ...executionQueue(writer),
    ...executionHandBack(writer),
    runnerRuns: (pipelineId, runner, limit) => runnerRuns(writer, pipelineId, runner, limit),

    async enqueue(execution, note) {
      return writer.change(async (trx, emit, audit) => {
        const inserted = await insertPending(trx, emit, execution, secretBox)
        if ('unfinishedId' in inserted) return { created: false, ...inserted }
        if (inserted.archived) throw new StoreRefusal('archived')
        audit(note)
        return { created: true, execution: executionRecord(inserted.row, secretBox) }
      })
    },

    async renew(lease, expiresAt) {
      return save(lease, { lease_expires_at: expiresAt })
    },

    async saveStart(lease, start) {
      return saveAndEmit(lease, {
        state_before: toJson(start.stateBefore),
        state_after: toJson(start.stateBefore),
        resolved_config: toJson(start.resolvedConfig),
        steps: toJson(start.steps),
        ...runnerColumns(start.steps),
      })
    },

    async saveSteps(lease, steps) {
      return saveAndEmit(lease, { steps: toJson(steps) })
    },

    async saveProgress(lease, progress) {
      return save(lease, {
        ...totalColumns(progress),
        streams: toJson(progress.streams),
        ...(progress.streams.length > 0 ? { counts: REPORTED } : {}),
        log_lines: progress.logLines,
      })
    },
  }

  function save(lease: Lease, values: Values): Promise<boolean> {
    return writer.change(async (trx) => {
      const { numUpdatedRows } = await updateHeld(lease)(trx).set(values).executeTakeFirstOrThrow()
      return numUpdatedRows > 0n
    })
  }

  function saveAndEmit(lease: Lease, values: Partial<ExecutionRow>): Promise<boolean> {
    return writer.change(async (trx, emit) => {
      const row = await updateHeld(lease)(trx).set(values).returningAll().executeTakeFirst()
      if (row === undefined) return false
      emit(changeEvent(row))
      return true
    })
  }
}
