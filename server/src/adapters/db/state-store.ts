import type { StateVersion } from '@flx/shared/state'

import { notFound } from '../../domain/errors.ts'
import type { StateStore } from '../../domain/execution-store.ts'
import type { SecretBox } from '../../domain/ports.ts'
import { fromJson, toJson } from './json.ts'
import type { PipelineStateRow } from './schema.ts'
import type { Trx, Writer } from './writer.ts'

/** Bookmarks with their versions: nothing is ever overwritten but an execution's own version. */
export function createStateStore(writer: Writer, secretBox: SecretBox): StateStore {
  const { db } = writer
  const newest = (pipelineId: string) =>
    db
      .selectFrom('pipeline_state')
      .selectAll()
      .where('pipeline_id', '=', pipelineId)
      .orderBy('version', 'desc')
  return {
    async current(pipelineId) {
      const row = await newest(pipelineId).limit(1).executeTakeFirst()
      return row === undefined ? undefined : stateVersion(row)
    },

    async bookmark(pipelineId) {
      const row = await newest(pipelineId).limit(1).executeTakeFirst()
      return row === undefined ? null : fromJson(row.sealed === null ? row.value : secretBox.open(row.sealed))
    },

    async versions(pipelineId, limit) {
      return (await newest(pipelineId).limit(limit).execute()).map(stateVersion)
    },

    async saveConfirmed(lease, pipelineId, value, at, shown) {
      const kept = {
        value: toJson(shown === undefined ? value : shown),
        sealed: shown === undefined ? null : secretBox.seal(toJson(value)),
      }
      return writer.change(async (trx) => {
        const held = await trx
          .updateTable('execution')
          .set({ state_after: kept.value, state_confirmed_at: at })
          .where('id', '=', lease.executionId)
          .where('pipeline_id', '=', pipelineId)
          .where('status', '=', 'running')
          .where('lease_token', '=', lease.token)
          .executeTakeFirstOrThrow()
        if (held.numUpdatedRows === 0n) return false
        const own = await trx
          .updateTable('pipeline_state')
          .set({ ...kept, created_at: at })
          .where('execution_id', '=', lease.executionId)
          .executeTakeFirstOrThrow()
        if (own.numUpdatedRows === 0n) {
          await add(trx, pipelineId, {
            ...kept,
            source: 'execution',
            execution_id: lease.executionId,
            created_by: null,
            created_at: at,
          })
        }
        return true
      })
    },

    async edit(pipelineId, value, source, by, at) {
      return writer.change(async (trx, emit) => {
        const row = await add(trx, pipelineId, {
          value: toJson(value),
          sealed: null,
          source,
          execution_id: null,
          created_by: by,
          created_at: at,
        })
        emit({ type: 'pipeline.changed', pipelineId, change: 'updated' })
        return stateVersion(row)
      })
    },
  }
}

async function add(
  trx: Trx,
  pipelineId: string,
  values: Omit<PipelineStateRow, 'pipeline_id' | 'version'>,
): Promise<PipelineStateRow> {
  // Counted on the pipeline: whoever adds a version at the same time waits here and gets the next number.
  const counted = await trx
    .updateTable('pipeline')
    .set(({ eb }) => ({ state_version: eb('state_version', '+', 1) }))
    .where('id', '=', pipelineId)
    .returning('state_version')
    .executeTakeFirst()
  if (counted === undefined) throw notFound('pipeline', pipelineId)
  const row = { ...values, pipeline_id: pipelineId, version: counted.state_version }
  await trx.insertInto('pipeline_state').values(row).execute()
  return row
}

const stateVersion = (row: PipelineStateRow): StateVersion => ({
  version: row.version,
  value: fromJson(row.value),
  // Only this adapter writes the column, from the same union.
  source: row.source as StateVersion['source'],
  executionId: row.execution_id,
  createdBy: row.created_by,
  createdAt: row.created_at,
})
