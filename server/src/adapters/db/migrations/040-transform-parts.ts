import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the models, tests and seeds of a transform step, and dbt's results, from which it can continue. */
export async function transformParts(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql
    .raw(
      `create table transform_part (
        execution_id ${text} primary key references execution (id) on delete cascade,
        nodes text not null, total integer not null, results text)`,
    )
    .execute(db)
}
