import { sql, type Kysely } from 'kysely'

import { fold } from '../core/rows/folded-text.ts'
import type { Dialect } from '../core/open-database.ts'
import type { Schema } from '../core/schema.ts'

/** Adds the columns and indexes by which the list of executions searches and filters. */
export async function executions(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  const statements = [
    // With the status in them: a trigger and a status together, or the kind and a status, are one range.
    `drop index execution_trigger`,
    `create index execution_trigger on execution (trigger_kind, status, queued_at, id)`,
    `drop index execution_full_refresh`,
    `create index execution_full_refresh on execution (status, queued_at, id) where full_refresh = 1`,
    `alter table execution add column shortfall ${text}`,
    `create index execution_shortfall on execution (queued_at, id) where shortfall is not null`,
    // The names under which pipelines were executed: a few thousand names for a million executions.
    `create table past_name (
      pipeline_id ${text} not null, name ${text} not null, folded ${text} not null, primary key (pipeline_id, name))`,
    ...(dialect === 'sqlite' ? FAILURE_TEXT : []),
  ]
  for (const statement of statements) await sql.raw(statement).execute(db)
  if (dialect === 'postgres') await indexErrorMessages(db)
  await fillNames(db as Kysely<Schema>)
}

/**
 * Returns the place of an execution in the index of error messages: its time of queueing, then its row, so that matches
 * come in the order of the list.
 */
const placeOf = (row: string): string =>
  `(cast(strftime('%s', ${row}.queued_at) as integer) * 1000 + cast(substr(${row}.queued_at, 21, 3) as integer))
    * 1048576 + ${row}.rowid % 1048576`

const indexed = (event: string, condition: string): string =>
  `create trigger execution_error_${event.split(' ')[0]} after ${event} on execution when ${condition} begin
    update execution set error_seq = ${placeOf('new')} where rowid = new.rowid;
    insert into failure_text (rowid, message) values (${placeOf('new')}, new.error_message);
  end`

/** SQLite: a trigram index that triggers maintain, whatever writes or removes executions. */
const FAILURE_TEXT = [
  `alter table execution add column error_seq integer`,
  `create virtual table failure_text using fts5 (message, content = '', contentless_delete = 1, tokenize = 'trigram')`,
  `update execution set error_seq = ${placeOf('execution')} where error_message is not null`,
  `insert into failure_text (rowid, message)
    select error_seq, error_message from execution where error_seq is not null`,
  `create unique index execution_error_seq on execution (error_seq) where error_seq is not null`,
  indexed('insert', 'new.error_message is not null'),
  indexed('update of error_message', 'new.error_message is not null and old.error_message is null'),
  `create trigger execution_error_gone after delete on execution when old.error_seq is not null begin
    delete from failure_text where rowid = old.error_seq;
  end`,
]

/** PostgreSQL: its own trigram index. Without the extension, the same searches read row by row. */
async function indexErrorMessages(db: Kysely<unknown>): Promise<void> {
  const { rows } = await sql`select name from pg_available_extensions where name = 'pg_trgm'`.execute(db)
  if (rows.length === 0) return
  await sql.raw(`create extension if not exists pg_trgm`).execute(db)
  await sql
    .raw(`create index execution_error on execution using gin (error_message gin_trgm_ops)`)
    .execute(db)
}

async function fillNames(db: Kysely<Schema>): Promise<void> {
  const names = await db.selectFrom('execution').select(['pipeline_id', 'pipeline_name']).distinct().execute()
  for (let at = 0; at < names.length; at += 1000) {
    const rows = names.slice(at, at + 1000).map(({ pipeline_id, pipeline_name }) => ({
      pipeline_id,
      name: pipeline_name,
      folded: fold(pipeline_name),
    }))
    await db.insertInto('past_name').values(rows).execute()
  }
}
