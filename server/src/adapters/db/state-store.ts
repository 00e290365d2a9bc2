import type { StateVersion } from '@flx/shared/state'

import type { StateStore } from '../../domain/ports.ts'
import { fromJson, toJson } from './json.ts'
import type { PipelineStateRow } from './schema.ts'
import type { Trx, Writer } from './writer.ts'

/** Bookmarks with their versions: nothing is ever overwritten but an execution's own version. */
export function createStateStore(writer: Writer): StateStore {
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

    async versions(pipelineId, limit) {
      return (await newest(pipelineId).limit(limit).execute()).map(stateVersion)
    },

    async saveConfirmed(lease, pipelineId, value, at) {
      return writer.change(async (trx) => {
        const held = await trx
          .updateTable('execution')
          .set({ state_after: toJson(value), state_confirmed_at: at })
          .where('id', '=', lease.executionId)
          .where('status', '=', 'running')
          .where('lease_token', '=', lease.token)
          .executeTakeFirst()
        if (held.numUpdatedRows === 0n) return false
        const own = await trx
          .updateTable('pipeline_state')
          .set({ value: toJson(value), created_at: at })
          .where('execution_id', '=', lease.executionId)
          .executeTakeFirst()
        if (own.numUpdatedRows === 0n) {
          await add(trx, pipelineId, {
            value: toJson(value),
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
          source,
          execution_id: null,
          created_by: by,
          created_at: at,
        })
        await emit({ type: 'pipeline.changed', pipelineId, change: 'updated' })
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
  const last = await trx
    .selectFrom('pipeline_state')
    .select(({ fn }) => fn.max('version').as('version'))
    .where('pipeline_id', '=', pipelineId)
    .executeTakeFirst()
  const row = { ...values, pipeline_id: pipelineId, version: (last?.version ?? 0) + 1 }
  await trx.insertInto('pipeline_state').values(row).execute()
  return row
}

const stateVersion = (row: PipelineStateRow): StateVersion => ({
  version: row.version,
  value: fromJson(row.value),
  source: row.source as StateVersion['source'],
  executionId: row.execution_id,
  createdBy: row.created_by,
  createdAt: row.created_at,
})
