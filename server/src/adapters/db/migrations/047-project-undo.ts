import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * Adds the changes of the last import of a project, so that it can be undone, and its progress. The table of projects
 * comes with a later number: a fresh database creates these tables first.
 */
export async function projectUndo(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `create table project_import (
      project_id ${text} primary key, done integer not null, total integer not null)`,
    `create table project_undo (
      id ${text} primary key, project_id ${text} not null, position integer not null, item text not null)`,
    `create unique index project_undo_position on project_undo (project_id, position)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
