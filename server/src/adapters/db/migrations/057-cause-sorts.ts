import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'
import { OPEN_FIRST } from '../failures/cause-state.ts'

/** Adds indexes for causes in ascending order, which also start with the open ones; and for what their search reads. */
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
    // Pipelines that are not archived are in `pipeline_search`. PostgreSQL limits the length of index entries.
    ...(dialect === 'sqlite'
      ? [
          `create index pipeline_search_archived on pipeline (id, search_text, archived_at)
            where archived_at is not null`,
        ]
      : []),
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
