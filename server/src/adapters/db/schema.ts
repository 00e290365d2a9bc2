import type { ColumnType, Generated } from 'kysely'

/** 0 or 1: better-sqlite3 binds no booleans. */
type Flag = 0 | 1
/** JSON kept as text, read and written through `json.ts`. */
type JsonText = string
/** ISO-8601 UTC text, so that it sorts and its first ten characters are the day. */
type Time = string

export interface PipelineRow {
  id: string
  name: string
  description: string
  extractor: string
  loader: string
  mappers: JsonText
  transform: string
  /** el, etl or elt: kept beside the parts for the filter. */
  type: string
  /** Sealed as a whole. */
  config: string
  schedule: string
  timezone: string
  is_active: Flag
  tags: JsonText
  timeout_seconds: number | null
  created_by: string | null
  created_by_name: string | null
  created_at: Time
  updated_at: Time
  archived_at: Time | null
  version: number
  /** Kept beside the executions for filters and sorts. */
  last_execution_id: string | null
  last_status: string | null
  last_execution_at: Time | null
}

export interface PipelinePluginRow {
  pipeline_id: string
  plugin_name: string
}

export interface ExecutionRow {
  id: string
  pipeline_id: string
  pipeline_name: string
  status: string
  trigger_kind: string
  triggered_by: string | null
  triggered_by_name: string | null
  full_refresh: Flag
  /** Sealed as a whole: one-off configuration may hold secrets. */
  options: string
  attempt: number
  retry_of: string | null
  queued_at: Time
  not_before: Time | null
  started_at: Time | null
  finished_at: Time | null
  duration_ms: number | null
  records_processed: number
  outcome: string | null
  error_message: string | null
  error_lines: JsonText
  cancel_requested_at: Time | null
  force_requested_at: Time | null
  lease_token: string | null
  lease_expires_at: Time | null
  worker: string | null
  steps: JsonText
  streams: JsonText
  log_lines: number
  state_before: JsonText
  state_after: JsonText
  state_confirmed_at: Time | null
  resolved_config: JsonText
}

export interface EventRow {
  seq: Generated<number>
  payload: JsonText
}

export interface LogChunkRow {
  execution_id: string
  first_line: number
  last_line: number
  /** One line of text per log line: `time<TAB>source<TAB>level<TAB>text`. */
  body: string
}

export interface PipelineStateRow {
  pipeline_id: string
  version: number
  value: JsonText
  source: string
  execution_id: string | null
  created_by: string | null
  created_at: Time
}

export interface PluginRow {
  id: string
  name: string
  type: string
  variant: string
  version: string
  label: string
  description: string
  docs: string
  pip_url: string | null
  command: JsonText
  executable: string | null
  mode: string | null
  capabilities: JsonText
  setting_definitions: JsonText
  /** Sealed as a whole. */
  settings: string
  /** Sealed as a whole. */
  env: string
  python: string | null
  inherit_from: string | null
  bundled: Flag
  installed_at: Time | null
  install_status: string
  install_error: string | null
  revision: number
  created_at: Time
  updated_at: Time
}

export interface PluginOutputRow {
  plugin_id: string
  line: number
  at: Time
  text: string
}

export interface CatalogCacheRow {
  cache_key: string
  plugin_name: string
  catalog: JsonText
  created_at: Time
}

/** Aggregates of a quarter of an hour of `queuedAt`; `pipeline_id` is empty for the whole fleet. */
export interface ExecutionBucketRow {
  pipeline_id: string
  bucket_at: Time
  success: number
  failed: number
  cancelled: number
  timed_count: number
  duration_ms_sum: number
  records: number
  /** Number of durations per logarithmic bucket. */
  durations: ColumnType<string, string, string>
}

export interface MetaRow {
  name: string
  value: string
}

export interface Schema {
  pipeline: PipelineRow
  pipeline_plugin: PipelinePluginRow
  execution: ExecutionRow
  event: EventRow
  log_chunk: LogChunkRow
  pipeline_state: PipelineStateRow
  plugin: PluginRow
  plugin_output: PluginOutputRow
  catalog_cache: CatalogCacheRow
  execution_bucket: ExecutionBucketRow
  meta: MetaRow
}
