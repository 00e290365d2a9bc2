import type { PasswordLinks } from '../../domain/password-links.ts'
import type { Writer } from './writer.ts'

/** Links by which people set a password. */
export function createPasswordLinks({ db }: Pick<Writer, 'db'>): PasswordLinks {
  return {
    async save({ userId, hash, createdAt, expiresAt }) {
      const link = { hash, created_at: createdAt, expires_at: expiresAt }
      await db
        .insertInto('password_link')
        .values({ user_id: userId, ...link })
        .onConflict((conflict) => conflict.column('user_id').doUpdateSet(link))
        .execute()
    },
    async find(hash, now) {
      const row = await db
        .selectFrom('password_link')
        .select('user_id')
        .where('hash', '=', hash)
        .where('expires_at', '>', now)
        .executeTakeFirst()
      return row?.user_id
    },
    async take(hash, now) {
      const row = await db
        .deleteFrom('password_link')
        .where('hash', '=', hash)
        .where('expires_at', '>', now)
        .returning('user_id')
        .executeTakeFirst()
      return row?.user_id
    },
  }
}
