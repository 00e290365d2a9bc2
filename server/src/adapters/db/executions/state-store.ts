import type { StateVersion } from '@flx/shared/executions/state/state'

import { damagedState } from '../../../domain/core/damage.ts'
import { StoreRefusal } from '../../../domain/core/store-refusal.ts'
import type { StateStore, WholeState } from '../../../domain/executions/execution-store.ts'
import type { SecretBox } from '../../../domain/core/ports.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { Dialect } from '../core/open-database.ts'
import type { PipelineStateRow } from '../core/schema.ts'
import type { Trx, Writer } from '../core/writer.ts'

/** How many ids one query names. */
const IDS_AT_ONCE = 500

/** Stores the states with their versions: nothing is ever overwritten except an execution's own version. */
export function createStateStore(writer: Writer, secretBox: SecretBox): StateStore {
  const { db, dialect } = writer
  const newest = (pipelineId: string) =>
    db
      .selectFrom('pipeline_state')
      .selectAll()
      .where('pipeline_id', '=', pipelineId)
      .orderBy('version', 'desc')
  const findVersion = (pipelineId: string, version: number) =>
    newest(pipelineId).where('version', '=', version).executeTakeFirst()
  return {
    async current(pipelineId) {
      const row = await newest(pipelineId).limit(1).executeTakeFirst()
      return row === undefined ? undefined : stateVersion(row)
    },

    async currents(pipelineIds) {
      const found = new Map<string, StateVersion>()
      for (let at = 0; at < pipelineIds.length; at += IDS_AT_ONCE) {
        const ids = pipelineIds.slice(at, at + IDS_AT_ONCE)
        const rows = await db
          .selectFrom('pipeline_state')
          .innerJoin('pipeline', (join) =>
            join
              .onRef('pipeline.id', '=', 'pipeline_state.pipeline_id')
              .onRef('pipeline.state_version', '=', 'pipeline_state.version'),
          )
          .selectAll('pipeline_state')
          .where('pipeline_state.pipeline_id', 'in', ids)
          .execute()
        for (const row of rows) found.set(row.pipeline_id, stateVersion(row))
      }
      return found
    },

    async bookmark(pipelineId) {
      const row = await newest(pipelineId).limit(1).executeTakeFirst()
      return row === undefined ? null : wholeState(row, secretBox)
    },

    async version(pipelineId, version) {
      const row = await findVersion(pipelineId, version)
      return row === undefined ? undefined : stateVersion(row)
    },

    async versions(pipelineId, limit, before) {
      const query = newest(pipelineId)
        .$if(before !== undefined, (query) => query.where('version', '<', before ?? 0))
        .limit(limit)
      return (await query.execute()).map(stateVersion)
    },

    async whole(pipelineId, version) {
      const row = await findVersion(pipelineId, version)
      return row === undefined ? undefined : wholeState(row, secretBox)
    },

    async saveConfirmed(lease, pipelineId, { value, text = toJson(value), shown }, at) {
      const stored = {
        value: shown === undefined ? text : toJson(shown),
        sealed: shown === undefined ? null : secretBox.seal(text),
      }
      return writer.change(async (trx) => {
        const updated = await trx
          .updateTable('execution')
          .set({ state_after: stored.value, state_confirmed_at: at })
          .where('id', '=', lease.executionId)
          .where('pipeline_id', '=', pipelineId)
          .where('status', '=', 'running')
          .where('lease_token', '=', lease.token)
          .executeTakeFirstOrThrow()
        if (updated.numUpdatedRows === 0n) return false
        const ownVersion = await trx
          .updateTable('pipeline_state')
          .set({ ...stored, created_at: at })
          .where('execution_id', '=', lease.executionId)
          .executeTakeFirstOrThrow()
        if (ownVersion.numUpdatedRows === 0n) {
          await add(trx, pipelineId, {
            ...stored,
            source: 'execution',
            execution_id: lease.executionId,
            created_by: null,
            created_at: at,
          })
        }
        return true
      })
    },

    async edit(pipelineId, { text, shown, source, by, at, seen, note, evenWhileUnfinished = false }) {
      return writer.change(async (trx, emit, audit) => {
        await lockPipeline(trx, dialect, pipelineId)
        const row = await add(trx, pipelineId, {
          value: shown ?? text,
          sealed: shown === undefined ? null : secretBox.seal(text),
          source,
          execution_id: null,
          created_by: by,
          created_at: at,
        })
        if (!evenWhileUnfinished) await refuseWhileUnfinished(trx, pipelineId)
        if (seen !== undefined && seen !== row.version - 1) throw new StoreRefusal('stale')
        audit(note)
        emit({ type: 'pipeline.changed', pipelineId, change: 'updated' })
        return stateVersion(row)
      })
    },
  }
}

/**
 * Prevents executions of the pipeline from being added until the transaction ends: their foreign key waits for the row.
 */
async function lockPipeline(trx: Trx, dialect: Dialect, pipelineId: string): Promise<void> {
  // On SQLite the first write, which comes next, locks the whole database.
  if (dialect === 'sqlite') return
  await trx.selectFrom('pipeline').select('id').where('id', '=', pipelineId).forUpdate().execute()
}

async function refuseWhileUnfinished(trx: Trx, pipelineId: string): Promise<void> {
  const unfinished = await trx
    .selectFrom('execution')
    .select(['id', 'status'])
    .where('pipeline_id', '=', pipelineId)
    .where('status', 'in', ['pending', 'running'])
    .executeTakeFirst()
  if (unfinished === undefined) return
  throw new StoreRefusal('unfinished', { execution: unfinished })
}

async function add(
  trx: Trx,
  pipelineId: string,
  values: Omit<PipelineStateRow, 'pipeline_id' | 'version'>,
): Promise<PipelineStateRow> {
  // Counted on the pipeline: a version added at the same time waits here and gets the next number.
  const numbered = await trx
    .updateTable('pipeline')
    .set(({ eb }) => ({ state_version: eb('state_version', '+', 1) }))
    .where('id', '=', pipelineId)
    .returning('state_version')
    .executeTakeFirst()
  if (numbered === undefined) throw new StoreRefusal('missing')
  const row = { ...values, pipeline_id: pipelineId, version: numbered.state_version }
  await trx.insertInto('pipeline_state').values(row).execute()
  return row
}

const stateVersion = (row: PipelineStateRow): StateVersion => ({
  version: row.version,
  value: rowReader('pipeline_state', keyOf(row)).json('value', row.value),
  text: row.value,
  // Only this adapter writes the column, from the same union.
  source: row.source as StateVersion['source'],
  executionId: row.execution_id,
  createdBy: row.created_by,
  createdAt: row.created_at,
})

const keyOf = ({ pipeline_id: id, version }: Pick<PipelineStateRow, 'pipeline_id' | 'version'>): string =>
  `${id} version ${version}`

/**
 * Returns the state to continue from. A damaged state throws rather than counting as none: everything would be
 * extracted again.
 */
function wholeState(row: PipelineStateRow, secretBox: SecretBox): WholeState | null {
  const read = rowReader('pipeline_state', keyOf(row))
  const text = row.sealed === null ? row.value : read.open('sealed', row.sealed, secretBox)
  const value = text === undefined ? null : read.json(row.sealed === null ? 'value' : 'sealed', text)
  if (read.damaged.length > 0 || text === undefined) throw damagedState(row.version)
  return value === null ? null : { value, text }
}
