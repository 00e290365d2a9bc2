import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * Adds templates with their versions, and the link of a pipeline to its template: sealed, because values of parameters
 * can be secrets.
 */
export async function templates(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table template (
      id ${text} primary key, name text not null, name_key ${text} not null, description text not null,
      version integer not null, bundled integer not null, created_at ${text} not null)`,
    `create unique index template_name on template (name)`,
    `create index template_name_key on template (name_key, id)`,
    `create table template_version (
      template_id ${text} not null references template (id) on delete cascade, version integer not null,
      content text not null, created_at ${text} not null, created_by_name text,
      primary key (template_id, version))`,
    `alter table pipeline add column template_id ${text}`,
    `alter table pipeline add column template_version integer`,
    `alter table pipeline add column template_link ${text}`,
    `create index pipeline_template on pipeline (template_id, id, template_version, archived_at)
      where template_id is not null`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
