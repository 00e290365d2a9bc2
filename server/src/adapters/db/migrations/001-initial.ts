import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../open-database.ts'
import { signInTables } from './001-sign-in-tables.ts'

/** Indexes serve the lists at a million executions; each names the list it is for. */
export async function initial(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const statement of signInTables(dialect)) await sql.raw(statement).execute(db)
  for (const statement of statements(dialect)) await sql.raw(statement).execute(db)
}

function statements(dialect: Dialect): string[] {
  const sequence =
    dialect === 'sqlite'
      ? 'integer primary key autoincrement'
      : 'bigint generated always as identity primary key'
  const big = dialect === 'sqlite' ? 'integer' : 'bigint'
  return [
    `create table meta (name text primary key, value text not null)`,
    `create table pipeline (
      id text primary key, name text not null, description text not null, extractor text not null, loader text not null,
      mappers text not null, transform text not null, type text not null, config text not null, schedule text not null,
      timezone text not null, is_active integer not null, tags text not null, timeout_seconds integer,
      created_by text, created_by_name text, created_at text not null, updated_at text not null, archived_at text,
      version integer not null, last_execution_id text, last_status text, last_execution_at text)`,
    `create unique index pipeline_name on pipeline (name) where archived_at is null`,
    `create index pipeline_created on pipeline (created_at, id)`,
    `create index pipeline_last_execution on pipeline (last_execution_at, id)`,
    `create table pipeline_plugin (
      pipeline_id text not null references pipeline (id) on delete cascade, plugin_name text not null,
      primary key (pipeline_id, plugin_name))`,
    `create index pipeline_plugin_name on pipeline_plugin (plugin_name)`,
    `create table execution (
      id text primary key, pipeline_id text not null references pipeline (id), pipeline_name text not null,
      status text not null, trigger_kind text not null, triggered_by text, triggered_by_name text,
      full_refresh integer not null, options text not null, attempt integer not null, retry_of text,
      queued_at text not null, not_before text, started_at text, finished_at text, duration_ms ${big},
      records_processed ${big} not null, outcome text, error_message text, error_lines text not null,
      cancel_requested_at text, force_requested_at text, lease_token text, lease_expires_at text, worker text,
      steps text not null, streams text not null, log_lines ${big} not null, state_before text not null,
      state_after text not null, state_confirmed_at text, resolved_config text not null)`,
    // One unfinished execution per pipeline, by the database and not by memory.
    `create unique index execution_unfinished on execution (pipeline_id) where status in ('pending', 'running')`,
    `create index execution_queued on execution (queued_at, id)`,
    `create index execution_pipeline on execution (pipeline_id, queued_at, id)`,
    `create index execution_status on execution (status, queued_at, id)`,
    `create index execution_trigger on execution (trigger_kind, queued_at, id)`,
    `create index execution_full_refresh on execution (queued_at, id) where full_refresh = 1`,
    // What the worker looks at stays small, whatever the history.
    `create index execution_due on execution (status, queued_at, id) where status in ('pending', 'running')`,
    `create table event (seq ${sequence}, payload text not null)`,
    `create table log_chunk (
      execution_id text not null references execution (id) on delete cascade, first_line ${big} not null,
      last_line ${big} not null, body text not null, primary key (execution_id, first_line))`,
    `create table pipeline_state (
      pipeline_id text not null references pipeline (id) on delete cascade, version integer not null,
      value text not null, source text not null, execution_id text, created_by text, created_at text not null,
      primary key (pipeline_id, version))`,
    `create unique index pipeline_state_execution on pipeline_state (execution_id)`,
    `create table plugin (
      id text primary key, name text not null, type text not null, variant text not null, version text not null,
      label text not null, description text not null, docs text not null, pip_url text, command text not null,
      executable text, mode text, capabilities text not null, setting_definitions text not null,
      settings text not null, env text not null, python text, inherit_from text, bundled integer not null,
      installed_at text, install_status text not null, install_error text, revision integer not null,
      created_at text not null, updated_at text not null, unique (name, type))`,
    `create table plugin_output (
      plugin_id text not null references plugin (id) on delete cascade, line integer not null, at text not null,
      text text not null, primary key (plugin_id, line))`,
    `create table catalog_cache (
      cache_key text primary key, plugin_name text not null, catalog text not null, created_at text not null)`,
    `create table execution_bucket (
      pipeline_id text not null, bucket_at text not null, success integer not null, failed integer not null,
      cancelled integer not null, timed_count integer not null, duration_ms_sum ${big} not null,
      records ${big} not null, durations text not null, primary key (pipeline_id, bucket_at))`,
  ]
}
