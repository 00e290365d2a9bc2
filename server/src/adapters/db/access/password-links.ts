import type { PasswordLinks } from '../../../domain/access/password-links.ts'
import type { Writer } from '../core/writer.ts'

/** Stores the links with which users set a password. */
export function createPasswordLinks({ db }: Pick<Writer, 'db'>): PasswordLinks {
  return {
    async save({ userId, tokenId, hash, createdAt, expiresAt }) {
      const link = { hash, created_at: createdAt, expires_at: expiresAt, token_id: tokenId }
      await db
        .insertInto('password_link')
        .values({ user_id: userId, ...link })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(link))
        .execute()
    },
    async find(hash, now) {
      const row = await db
        .selectFrom('password_link')
        .select(['user_id', 'token_id'])
        .where('hash', '=', hash)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return row === undefined ? undefined : { userId: row.user_id, tokenId: row.token_id }
    },
    async take(hash, now) {
      const row = await db
        .deleteFrom('password_link')
        .where('hash', '=', hash)
        .where('expires_at', '>', now)
        .returning(['user_id', 'token_id'])
        .executeTakeFirst()
      return row === undefined ? undefined : { userId: row.user_id, tokenId: row.token_id }
    },
    async remove(userId) {
      await db.deleteFrom('password_link').where('user_id', '=', userId).execute()
    },
  }
}
