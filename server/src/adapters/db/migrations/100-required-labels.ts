import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the labels that a worker needs to execute a pipeline, and workers that are reserved for such pipelines. */
export async function requiredLabels(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `alter table pipeline add column required_labels text not null default '[]'`,
    `create table pipeline_label (
      pipeline_id ${text} not null references pipeline (id) on delete cascade, label ${text} not null,
      primary key (pipeline_id, label))`,
    `create index pipeline_label_label on pipeline_label (label, pipeline_id)`,
    `alter table node add column reserved integer not null default 0`,
    `alter table errand add column pipeline_id ${text}`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
