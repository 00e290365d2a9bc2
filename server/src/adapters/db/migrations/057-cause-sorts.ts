import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'
import { OPEN_FIRST } from '../failures/cause-state.ts'

/** Causes from the least to the most, with the open ones first in that order too; and what their search reads. */
export async function causeSorts(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const statements = [
    ...Object.entries({
      affected: 'affected, last_seen_at',
      last_seen: 'last_seen_at',
      first_seen: 'first_seen_at',
      failures: 'failures, last_seen_at',
    }).map(
      ([name, columns]) =>
        `create index failure_cause_${name}_up on failure_cause ((${OPEN_FIRST}), ${columns}, id)`,
    ),
    // The others are in `pipeline_search`. PostgreSQL limits the length of what an index holds.
    ...(dialect === 'sqlite'
      ? [
          `create index pipeline_search_archived on pipeline (id, search_text, archived_at)
            where archived_at is not null`,
        ]
      : []),
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
