import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the last lines of output of a worker that is building an environment, or whose build failed. */
export async function environmentOutput(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql
    .raw(
      `create table environment_output (
        node ${text} not null, plugin_id ${text} not null references plugin (id) on delete cascade,
        line integer not null, at ${text} not null, text text not null, primary key (node, plugin_id, line))`,
    )
    .execute(db)
  await sql.raw(`create index environment_output_plugin on environment_output (plugin_id)`).execute(db)
}
