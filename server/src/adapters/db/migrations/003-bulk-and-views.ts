import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds bulk actions with a result per item, and the saved views of the lists. */
export async function bulkAndViews(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  for (const statement of statements(text)) await sql.raw(statement).execute(db)
}

const statements = (text: string): string[] => [
  `create table bulk (
    id ${text} primary key, kind ${text} not null, action ${text} not null, status ${text} not null,
    total integer not null, done integer not null, unchanged integer not null, failed integer not null,
    created_by ${text} not null, created_by_name text not null, created_at ${text} not null,
    cancel_requested_at ${text}, finished_at ${text})`,
  // For removing old bulk actions.
  `create index bulk_created on bulk (created_at)`,
  // For the bulk actions that a stopped server left running.
  `create index bulk_running on bulk (status) where status = 'running'`,
  `create table bulk_item (
    bulk_id ${text} not null references bulk (id) on delete cascade, position integer not null,
    item_id ${text} not null, name text not null, outcome ${text} not null, message text, result_id ${text},
    primary key (bulk_id, position))`,
  `create index bulk_item_outcome on bulk_item (bulk_id, outcome, position)`,
  `create table saved_view (
    id ${text} primary key, page ${text} not null, name text not null, name_key ${text} not null,
    query text not null, owner_id ${text} not null, owner_name text not null, shared integer not null,
    created_at ${text} not null, updated_at ${text} not null, unique (owner_id, page, name_key))`,
  // For the list of archived pipelines.
  `create index pipeline_archived on pipeline (created_at, id) where archived_at is not null`,
  // For the views that others share.
  `create index saved_view_shared on saved_view (page, name_key, id) where shared = 1`,
]
