import type { Kysely } from 'kysely'

import type { Hold } from '@flx/shared/executions/hold'

import type { HoldStore } from '../../../../domain/executions/queue/hold-store.ts'
import type { HoldRow, Schema } from '../../core/schema.ts'
import type { Writer } from '../../core/writer.ts'

/** More are refused: a list this long could not be read anyway. */
const MAX_HOLDS = 200

/** Stores holds, which stop executions from starting. */
export function createHoldStore(writer: Writer): HoldStore {
  const { db } = writer
  return {
    active: (now) => activeHolds(db, now),

    async find(id) {
      const row = await db.selectFrom('hold').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : holdOf(row)
    },

    async create(hold, note) {
      await writer.change(async (trx, emit, audit) => {
        await trx
          .insertInto('hold')
          .values({
            id: hold.id,
            plugin_name: hold.plugin ?? '',
            reason: hold.reason,
            until_at: hold.until,
            created_at: hold.createdAt,
            created_by: note.actor.id,
            created_by_name: hold.by,
          })
          .execute()
        emit({ type: 'holds.changed' })
        audit(note)
      })
    },

    async end(id, note) {
      return writer.change(async (trx, emit, audit) => {
        const { numDeletedRows } = await trx.deleteFrom('hold').where('id', '=', id).executeTakeFirstOrThrow()
        if (numDeletedRows === 0n) return false
        emit({ type: 'holds.changed' })
        audit(note)
        return true
      })
    },

    async removeExpired(now) {
      // Read first: a transaction that changes nothing would still lock the database.
      const expired = await db
        .selectFrom('hold')
        .select('id')
        .where('until_at', '<=', now)
        .limit(MAX_HOLDS)
        .execute()
      if (expired.length === 0) return 0
      await writer.change(async (trx, emit) => {
        await trx
          .deleteFrom('hold')
          .where(
            'id',
            'in',
            expired.map(({ id }) => id),
          )
          .execute()
        emit({ type: 'holds.changed' })
      })
      return expired.length
    },

    async nextEnd(now) {
      const row = await db
        .selectFrom('hold')
        .select('until_at')
        .where('until_at', '>', now)
        .orderBy('until_at')
        .limit(1)
        .executeTakeFirst()
      return row?.until_at ?? null
    },
  }
}

/** Returns the holds in force, oldest first. */
export async function activeHolds(db: Kysely<Schema>, now: string): Promise<Hold[]> {
  const rows = await db
    .selectFrom('hold')
    .selectAll()
    .where((is) => is.or([is('until_at', 'is', null), is('until_at', '>', now)]))
    .orderBy('created_at')
    .orderBy('id')
    .limit(MAX_HOLDS)
    .execute()
  return rows.map(holdOf)
}

const holdOf = (row: HoldRow): Hold => ({
  id: row.id,
  plugin: row.plugin_name === '' ? null : row.plugin_name,
  reason: row.reason,
  until: row.until_at,
  createdAt: row.created_at,
  by: row.created_by_name,
})
