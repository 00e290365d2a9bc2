import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the due times of schedules, and the outcome of each tick. */
export async function schedules(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    `alter table pipeline add column missed_ticks ${text} not null default 'once'`,
    // Null = not computed yet; "" = never.
    `alter table pipeline add column next_due_at ${text}`,
    `alter table pipeline add column catch_up_until ${text}`,
    `create index pipeline_due on pipeline (next_due_at, id)
      where archived_at is null and is_active = 1 and schedule <> ''`,
    `create index pipeline_schedules on pipeline (coalesce(nullif(next_due_at, ''), '9'), id)
      where archived_at is null and schedule <> ''`,
    `create table tick (
      pipeline_id ${text} not null references pipeline (id) on delete cascade, due_at ${text} not null,
      outcome ${text} not null, reason text, execution_id ${text}, recorded_at ${text} not null,
      primary key (pipeline_id, due_at))`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
