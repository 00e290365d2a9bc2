import { createHash } from 'node:crypto'

import { sql, type Kysely } from 'kysely'

import type { Attempts } from '../../../domain/access/attempts.ts'
import type { Schema } from '../core/schema.ts'

/** Beyond this number, the keys that were tried longest ago are forgotten. */
const MAX_KEYS = 10_000
/** On average one attempt in this many also clears up. */
const CLEAR_EVERY = 100
/** Longer than any window; the sign-in library's entries in the same table have a window of one minute. */
const RETENTION_MS = 3_600_000

const NOW_MS = sql<number>`(extract(epoch from clock_timestamp()) * 1000)::bigint`

/**
 * Counts attempts across all servers by PostgreSQL's clock, in the table in which the sign-in library counts attempts
 * per peer. Keys are stored as hashes: users sometimes type a password into the e-mail field.
 */
export function countedAttempts(db: Kysely<Schema>, random = Math.random): Attempts {
  const idOf = (key: string): string => `account ${createHash('sha256').update(key).digest('base64url')}`

  /** Deletes attempts that are long over, and the oldest beyond `MAX_KEYS`. */
  async function clearUp(): Promise<void> {
    await sql`delete from "rateLimit" where "lastRequest" < ${NOW_MS} - ${RETENTION_MS}::bigint`.execute(db)
    await sql`delete from "rateLimit" where id in (
      select id from "rateLimit" where id like 'account %' order by "lastRequest" desc offset ${MAX_KEYS})`.execute(
      db,
    )
  }

  return {
    async begin(key, { most, windowMs }) {
      const id = idOf(key)
      // Only without a target does PostgreSQL compare every unique index when two servers insert at once.
      await sql`
        insert into "rateLimit" (id, key, count, "lastRequest") values (${id}, ${id}, 0, ${NOW_MS})
        on conflict do nothing`.execute(db)
      // Keeps the time of the first attempt: the window ends as a whole.
      const { rows } = await sql<{ count: number; passed: number }>`
        update "rateLimit" set
          count = case when "lastRequest" <= ${NOW_MS} - ${windowMs}::bigint then 1 else least(count, ${most}) + 1 end,
          "lastRequest" = case when "lastRequest" <= ${NOW_MS} - ${windowMs}::bigint then ${NOW_MS}
            else "lastRequest" end
        where id = ${id}
        returning count, ${NOW_MS} - "lastRequest" as passed`.execute(db)
      if (random() * CLEAR_EVERY < 1) await clearUp()
      const [attempt] = rows
      if (attempt === undefined || attempt.count <= most) return null
      return { retryAfterMs: Math.max(0, windowMs - attempt.passed) }
    },

    async forget(key) {
      await sql`delete from "rateLimit" where id = ${idOf(key)}`.execute(db)
    },

    async takeBack(key) {
      await sql`update "rateLimit" set count = greatest(count - 1, 0) where id = ${idOf(key)}`.execute(db)
    },
  }
}
