import { sql, type Kysely } from 'kysely'

/** Adds indexes for lists of ended executions by duration and by records. */
export async function executionsBySize(db: Kysely<unknown>): Promise<void> {
  const statements = [
    `create index execution_duration on execution (duration_ms, id) where duration_ms is not null`,
    `create index execution_records on execution (records_processed, id) where duration_ms is not null`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
