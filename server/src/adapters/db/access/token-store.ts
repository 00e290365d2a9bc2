import { ROLES, type Role } from '@flx/shared/access/role'

import type { TokenRecord, TokenStore } from '../../../domain/access/token-store.ts'
import { rowReader } from '../core/rows/json.ts'
import type { ApiTokenRow } from '../core/schema.ts'
import type { Writer } from '../core/writer.ts'

const LIMIT = 1000

/** Stores API tokens. */
export function createTokenStore({ db }: Writer): TokenStore {
  const findBy = (column: 'id' | 'hash', value: string) =>
    db.selectFrom('api_token').selectAll().where(column, '=', value).executeTakeFirst()
  return {
    async create(token) {
      await db
        .insertInto('api_token')
        .values({
          id: token.id,
          name: token.name,
          role: token.role,
          hint: token.hint,
          hash: token.hash,
          owner_id: token.ownerId,
          created_at: token.createdAt,
          expires_at: token.expiresAt,
          last_used_at: token.lastUsedAt,
        })
        .execute()
    },
    async find(id) {
      const row = await findBy('id', id)
      return row === undefined ? undefined : tokenRecord(row)
    },
    async findByHash(hash) {
      const row = await findBy('hash', hash)
      return row === undefined ? undefined : tokenRecord(row)
    },
    async list(ownerId) {
      const rows = await db
        .selectFrom('api_token')
        .selectAll()
        .$if(ownerId !== null, (query) => query.where('owner_id', '=', ownerId))
        .orderBy('created_at', 'desc')
        .orderBy('id', 'desc')
        .limit(LIMIT)
        .execute()
      return rows.map(tokenRecord)
    },
    async touch(id, at) {
      await db.updateTable('api_token').set({ last_used_at: at }).where('id', '=', id).execute()
    },
    async remove(id) {
      const { numDeletedRows } = await db.deleteFrom('api_token').where('id', '=', id).executeTakeFirst()
      return numDeletedRows > 0n
    },
    async removeOf(ownerId) {
      const rows = await db.deleteFrom('api_token').where('owner_id', '=', ownerId).returning('id').execute()
      return rows.map(({ id }) => id)
    },
  }
}

const tokenRecord = (row: ApiTokenRow): TokenRecord => ({
  id: row.id,
  name: row.name,
  role: roleOf(row),
  hint: row.hint,
  hash: row.hash,
  ownerId: row.owner_id,
  createdAt: row.created_at,
  expiresAt: row.expires_at,
  lastUsedAt: row.last_used_at,
})

/** Returns the stored role, or the weakest if it is unknown. */
function roleOf({ id, role }: ApiTokenRow): Role {
  const storedRole = ROLES.find((candidate) => candidate === role)
  if (storedRole !== undefined) return storedRole
  rowReader('api_token', id).report('role', 'It is not a role.')
  return 'viewer'
}
