import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'
import { signInTables } from './001-sign-in-tables.ts'

/** Creates the first tables. The indexes serve the lists at a million executions. */
export async function initial(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  for (const statement of signInTables(dialect)) await sql.raw(statement).execute(db)
  for (const statement of statements(dialect)) await sql.raw(statement).execute(db)
}

function statements(dialect: Dialect): string[] {
  const sqlite = dialect === 'sqlite'
  const sequence = sqlite
    ? 'integer primary key autoincrement'
    : 'bigint generated always as identity primary key'
  const big = sqlite ? 'integer' : 'bigint'
  // Byte order in both dialects: the order of a page must not depend on the locale of a PostgreSQL server.
  const text = sqlite ? 'text' : 'text collate "C"'
  return [
    `create table meta (name ${text} primary key, value text not null)`,
    ...pipelineTables(text),
    ...executionTables(text, big),
    ...pluginTables(text),
    `create table event (seq ${sequence}, payload text not null)`,
    `create table log_chunk (
      execution_id ${text} not null references execution (id) on delete cascade, first_line ${big} not null,
      last_line ${big} not null, size integer not null, level_mask integer not null, source_mask integer not null,
      body text not null, primary key (execution_id, first_line))`,
  ]
}

function pipelineTables(text: string): string[] {
  return [
    `create table pipeline (
      id ${text} primary key, name ${text} not null, description text not null, extractor ${text} not null,
      loader ${text} not null, mappers text not null, transform ${text} not null, type ${text} not null,
      config text not null, schedule text not null, timezone text not null, is_active integer not null,
      tags text not null, timeout_seconds integer, created_by text, created_by_name text,
      created_at ${text} not null, updated_at ${text} not null, archived_at ${text}, version integer not null,
      last_execution_id ${text}, last_status ${text}, last_execution_at ${text} not null default '',
      name_key ${text} not null, search_text ${text} not null, state_version integer not null default 0)`,
    `create unique index pipeline_name on pipeline (name) where archived_at is null`,
    // One index per sort of the list, which leaves archived pipelines out unless requested.
    `create index pipeline_by_creation on pipeline (created_at, id) where archived_at is null`,
    `create index pipeline_by_name on pipeline (name_key, id) where archived_at is null`,
    `create index pipeline_by_execution on pipeline (last_execution_at, id) where archived_at is null`,
    `create table pipeline_tag (
      pipeline_id ${text} not null references pipeline (id) on delete cascade, tag ${text} not null,
      primary key (pipeline_id, tag))`,
    `create index pipeline_tag_tag on pipeline_tag (tag, pipeline_id)`,
    `create table pipeline_plugin (
      pipeline_id ${text} not null references pipeline (id) on delete cascade, plugin_name ${text} not null,
      primary key (pipeline_id, plugin_name))`,
    `create index pipeline_plugin_name on pipeline_plugin (plugin_name)`,
    `create table pipeline_state (
      pipeline_id ${text} not null references pipeline (id) on delete cascade, version integer not null,
      value text not null, source text not null, execution_id ${text}, created_by text, created_at ${text} not null,
      primary key (pipeline_id, version))`,
    `create unique index pipeline_state_execution on pipeline_state (execution_id)`,
  ]
}

function executionTables(text: string, big: string): string[] {
  return [
    // The long columns come last: SQLite reads a row from its beginning, and lists need none of them.
    `create table execution (
      id ${text} primary key, pipeline_id ${text} not null references pipeline (id), pipeline_name ${text} not null,
      status ${text} not null, trigger_kind ${text} not null, triggered_by text, triggered_by_name text,
      full_refresh integer not null, attempt integer not null, retry_of ${text},
      queued_at ${text} not null, not_before ${text}, started_at ${text}, finished_at ${text}, duration_ms ${big},
      records_processed ${big} not null, outcome text, cancel_requested_at ${text}, force_requested_at ${text},
      lease_token ${text}, lease_expires_at ${text}, worker text, log_lines ${big} not null,
      state_confirmed_at ${text}, error_message text, options text, error_lines text not null, steps text not null,
      streams text not null, state_before text not null, state_after text not null, resolved_config text not null)`,
    // At most one unfinished execution per pipeline, enforced by the database rather than in memory.
    `create unique index execution_unfinished on execution (pipeline_id) where status in ('pending', 'running')`,
    `create index execution_queued on execution (queued_at, id)`,
    // For the strip and the history of a pipeline.
    `create index execution_pipeline on execution (pipeline_id, queued_at, id)`,
    // For the last successes, and the history with a status.
    `create index execution_pipeline_status on execution (pipeline_id, status, queued_at, id)`,
    // Also for what a worker takes next.
    `create index execution_status on execution (status, queued_at, id)`,
    `create index execution_trigger on execution (trigger_kind, queued_at, id)`,
    `create index execution_full_refresh on execution (queued_at, id) where full_refresh = 1`,
    `create table execution_bucket (
      pipeline_id ${text} not null, bucket_at ${text} not null, success integer not null, failed integer not null,
      cancelled integer not null, timed_count integer not null, duration_ms_sum ${big} not null,
      records ${big} not null, durations text not null, primary key (pipeline_id, bucket_at))`,
  ]
}

function pluginTables(text: string): string[] {
  return [
    `create table plugin (
      id ${text} primary key, name ${text} not null, type ${text} not null, variant text not null,
      version text not null, label text not null, description text not null, docs text not null, pip_url text,
      command text, executable text, mode text, capabilities text not null,
      setting_definitions text not null, settings text not null, env text not null, python text,
      inherit_from ${text}, bundled integer not null, installed_at ${text}, install_status ${text} not null,
      install_error text, revision integer not null, created_at ${text} not null, updated_at ${text} not null,
      name_key ${text} not null, search_text ${text} not null, unique (name, type))`,
    `create table plugin_output (
      plugin_id ${text} not null references plugin (id) on delete cascade, line integer not null,
      at ${text} not null, text text not null, primary key (plugin_id, line))`,
    `create table catalog_cache (
      cache_key ${text} primary key, plugin_name ${text} not null, catalog text not null, created_at ${text} not null)`,
    `create index catalog_cache_plugin on catalog_cache (plugin_name, created_at)`,
  ]
}
