import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds labels that the worker of an errand must have, other than those of a saved pipeline. */
export async function errandLabels(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql
    .raw(
      `create table errand_label (
      errand_id ${text} not null references errand (id) on delete cascade, label ${text} not null,
      primary key (errand_id, label))`,
    )
    .execute(db)
}
