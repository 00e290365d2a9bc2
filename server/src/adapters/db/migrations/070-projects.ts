import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds imported projects, and the origin of pipelines and plugins. */
export async function projects(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table project (
      id ${text} primary key, name ${text} not null unique, source ${text} not null, environment ${text},
      imported_at ${text} not null, imported_by ${text} not null, salt text not null)`,
    `create table project_origin (
      project_id ${text} not null references project (id) on delete cascade, element ${text} not null,
      entity_type ${text} not null, entity_id ${text} not null, file ${text} not null, line integer not null,
      claims text not null, primary key (project_id, element))`,
    `create index project_origin_entity on project_origin (entity_id, project_id)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
