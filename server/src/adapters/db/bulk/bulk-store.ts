import { sql, type Kysely, type SqlBool } from 'kysely'

import { parseJson } from '@flx/shared/json/json-text'
import type { BulkItem, BulkKind, BulkOutcome, BulkStatus } from '@flx/shared/bulk'

import type { BulkRecord, BulkStore } from '../../../domain/bulk/bulk-store.ts'
import type { SecretBox } from '../../../domain/core/ports.ts'
import { decodeCursor, encodeCursor } from '../core/rows/cursor.ts'
import { withoutNul } from '../core/rows/folded-text.ts'
import { toJson } from '../core/rows/json.ts'
import type { BulkItemRow, BulkRow, Schema } from '../core/schema.ts'
import type { Emit, Trx, Writer } from '../core/writer.ts'

/** How many bulk actions one creation removes: few, so that it stays fast. */
const REMOVED_AT_ONCE = 5
const ITEM_ORDER = 'position'

/** Stores bulk actions and the outcome of each item. */
export function createBulkStore(writer: Writer, secretBox: SecretBox): BulkStore {
  const { db, dialect } = writer
  return {
    async create(bulk, items, keepFrom, resumption) {
      await writer.change(async (trx, emit) => {
        await removeOld(trx, keepFrom)
        await trx
          .insertInto('bulk')
          .values({
            ...bulkRow(bulk),
            resumption: resumption === undefined ? null : secretBox.seal(toJson(resumption)),
          })
          .execute()
        const itemsJson = toJson(items.map(({ id, name }) => [id, withoutNul(name)]))
        // One statement for up to ten thousand items: a row of parameters for each would take ten times as long.
        const rows =
          dialect === 'sqlite'
            ? sql`select key + 1 as position, value ->> 0 as id, value ->> 1 as name from json_each(${itemsJson})`
            : sql`select position, value ->> 0 as id, value ->> 1 as name
                from jsonb_array_elements(${itemsJson}::jsonb) with ordinality as each(value, position)`
        await sql`insert into bulk_item (bulk_id, position, item_id, name, outcome)
          select ${bulk.id}, position, id, name, 'waiting' from (${rows}) as frozen`.execute(trx)
        emitChanged(emit, bulk)
      })
    },

    async find(id) {
      const row = await db.selectFrom('bulk').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : bulkRecord(row)
    },

    async waiting(id, limit) {
      const rows = await itemsOf(db, id, 'waiting').orderBy('position').limit(limit).execute()
      return rows.map((row) => ({ position: row.position, id: row.item_id, name: row.name }))
    },

    async takeOver(id, performer) {
      return writer.change(async (trx) => {
        const row = await trx
          .updateTable('bulk')
          .set({ performer })
          .where('id', '=', id)
          .where('status', '=', 'running')
          .where('resumption', 'is not', null)
          .returningAll()
          .executeTakeFirst()
        if (row?.resumption === undefined || row.resumption === null) return undefined
        return { record: bulkRecord(row), resumption: parseJson(secretBox.open(row.resumption)) }
      })
    },

    async saveResult(id, position, { outcome, message, resultId }, performer = null) {
      return writer.change(async (trx) => {
        const row = await trx
          .updateTable('bulk')
          .set((eb) => ({
            done: eb('done', '+', 1),
            unchanged: eb('unchanged', '+', outcome === 'unchanged' ? 1 : 0),
            failed: eb('failed', '+', outcome === 'failed' ? 1 : 0),
          }))
          .where('id', '=', id)
          .where('performer', performer === null ? 'is' : '=', performer)
          .returningAll()
          .executeTakeFirst()
        if (row === undefined) return undefined
        await trx
          .updateTable('bulk_item')
          .set({
            outcome,
            message: message === null ? null : withoutNul(message),
            result_id: resultId,
          })
          .where('bulk_id', '=', id)
          .where('position', '=', position)
          .execute()
        return bulkRecord(row)
      })
    },

    async items(id, { cursor, limit, outcome }) {
      const [after] = cursor === undefined ? [0] : decodeCursor(ITEM_ORDER, 2, cursor).map(Number)
      const rows = await itemsOf(db, id, outcome)
        .where('position', '>', Number.isSafeInteger(after) ? (after ?? 0) : 0)
        .orderBy('position')
        .limit(limit + 1)
        .execute()
      const page = rows.slice(0, limit)
      const last = page.at(-1)
      const hasMore = rows.length > limit && last !== undefined
      return {
        items: page.map(bulkItem),
        nextCursor: hasMore ? encodeCursor(ITEM_ORDER, [String(last.position), id]) : null,
      }
    },

    async changed(id) {
      const rows = await itemsOf(db, id, 'changed').orderBy('position').execute()
      return rows.map((row) => ({ id: row.item_id, name: row.name }))
    },

    async requestCancel(id, at) {
      return writer.change(async (trx, emit) => {
        const row = await trx
          .updateTable('bulk')
          .set({ cancel_requested_at: sql`coalesce(cancel_requested_at, ${at})` })
          .where('id', '=', id)
          .where('status', '=', 'running')
          .returningAll()
          .executeTakeFirst()
        if (row !== undefined) {
          emitChanged(emit, bulkRecord(row))
          return 'requested'
        }
        const existing = await trx.selectFrom('bulk').select('id').where('id', '=', id).executeTakeFirst()
        return existing === undefined ? 'missing' : 'ended'
      })
    },

    async end(id, status, at) {
      await writer.change(async (trx, emit) => {
        const row = await trx
          .updateTable('bulk')
          .set({
            status: sql`case when cancel_requested_at is not null and done < total then 'cancelled' else ${status} end`,
            finished_at: at,
            resumption: null,
          })
          .where('id', '=', id)
          .where('status', '=', 'running')
          .returningAll()
          .executeTakeFirst()
        if (row !== undefined) emitChanged(emit, bulkRecord(row))
      })
    },

    async interruptAll(at) {
      return writer.change(async (trx, emit) => {
        const rows = await trx
          .updateTable('bulk')
          .set({ status: 'interrupted', finished_at: at })
          // A literal, not a parameter: otherwise the partial index is not considered.
          .where(sql<SqlBool>`status = 'running'`)
          .returningAll()
          .execute()
        for (const row of rows) emitChanged(emit, bulkRecord(row))
        return rows.length
      })
    },
  }
}

function itemsOf(db: Kysely<Schema>, bulkId: string, outcome: BulkOutcome | undefined) {
  const query = db.selectFrom('bulk_item').selectAll().where('bulk_id', '=', bulkId)
  return outcome === undefined ? query : query.where('outcome', '=', outcome)
}

async function removeOld(trx: Trx, keepFrom: string): Promise<void> {
  const old = await trx
    .selectFrom('bulk')
    .select('id')
    .where('created_at', '<', keepFrom)
    .orderBy('created_at')
    .limit(REMOVED_AT_ONCE)
    .execute()
  if (old.length === 0) return
  const ids = old.map(({ id }) => id)
  await trx.deleteFrom('bulk').where('id', 'in', ids).where('status', '!=', 'running').execute()
}

const emitChanged = (emit: Emit, bulk: BulkRecord): void => emit({ type: 'bulk.changed', bulk })

const bulkRow = (bulk: BulkRecord): Omit<BulkRow, 'resumption' | 'performer'> => ({
  id: bulk.id,
  kind: bulk.kind,
  action: bulk.action,
  status: bulk.status,
  total: bulk.total,
  done: bulk.done,
  unchanged: bulk.unchanged,
  failed: bulk.failed,
  created_by: bulk.createdBy.id,
  created_by_name: withoutNul(bulk.createdBy.name),
  created_at: bulk.createdAt,
  cancel_requested_at: bulk.cancelRequestedAt,
  finished_at: bulk.finishedAt,
})

const bulkRecord = (row: BulkRow): BulkRecord => ({
  id: row.id,
  kind: row.kind as BulkKind,
  action: row.action,
  status: row.status as BulkStatus,
  total: row.total,
  done: row.done,
  unchanged: row.unchanged,
  failed: row.failed,
  createdBy: { id: row.created_by, name: row.created_by_name },
  createdAt: row.created_at,
  cancelRequestedAt: row.cancel_requested_at,
  finishedAt: row.finished_at,
})

const bulkItem = (row: BulkItemRow): BulkItem => ({
  id: row.item_id,
  name: row.name,
  outcome: row.outcome as BulkOutcome,
  message: row.message,
  resultId: row.result_id,
})
