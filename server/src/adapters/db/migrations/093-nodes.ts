import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the servers that use the database, and the labels of their workers. */
export async function nodes(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const [text, big] = dialect === 'sqlite' ? ['text', 'integer'] : ['text collate "C"', 'bigint']
  const statements = [
    `create table node (
      name ${text} primary key, start_id ${text} not null, version text not null, schema_level integer not null,
      roles text not null, host text not null, pid integer not null, started_at ${text} not null,
      seen_at ${text} not null, clock_offset_ms ${big} not null, concurrency integer not null,
      executing integer not null, state ${text} not null, drain_asked_at ${text}, drain_asked_by text,
      drained_at ${text})`,
    `create table node_label (
      node ${text} not null references node (name) on delete cascade, label ${text} not null,
      primary key (node, label))`,
    `create index node_label_label on node_label (label)`,
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
}
