import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the audit log: the changes that users make. */
export async function audit(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  for (const statement of statements(text)) await sql.raw(statement).execute(db)
}

const statements = (text: string): string[] => [
  `create table audit_entry (
    id ${text} primary key, at ${text} not null, actor_id ${text}, actor_name text not null, token_name text,
    action ${text} not null, entity_type ${text} not null, entity_id ${text} not null, entity_name text not null,
    changes text not null, search_text text not null)`,
  `create index audit_entry_at on audit_entry (at, id)`,
  `create index audit_entry_entity on audit_entry (entity_type, entity_id, at, id)`,
  `create index audit_entry_type on audit_entry (entity_type, at, id)`,
  `create index audit_entry_actor on audit_entry (actor_id, at, id)`,
  `create index audit_entry_action on audit_entry (action, at, id)`,
]
