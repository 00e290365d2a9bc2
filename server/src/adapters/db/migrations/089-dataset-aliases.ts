import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds other names of datasets, as other tools report them, with the name under which each is known. */
export async function datasetAliases(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql
    .raw(
      `create table dataset_alias (
      id ${text} primary key, kind ${text} not null, namespace text not null, name text not null,
      seen_at ${text} not null)`,
    )
    .execute(db)
  await sql.raw('create index dataset_alias_seen on dataset_alias (seen_at)').execute(db)
}
