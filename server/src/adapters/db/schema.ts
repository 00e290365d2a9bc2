import type { Generated, Selectable } from 'kysely'

// All tables in one file, as Kysely takes them: what a column means is said here and nowhere else.

/** 0 or 1: better-sqlite3 binds no booleans. */
type Flag = 0 | 1
/** JSON kept as text, read and written through `json.ts`. */
type JsonText = string
/** ISO-8601 UTC text, so that it sorts and its first ten characters are the day. */
type Time = string

export interface PipelineTable {
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
  /** "" = never executed, so that it has a place in the order. */
  last_execution_at: Generated<Time>
  /** What the list is sorted by and searched in, folded: neither dialect folds more than ASCII by itself. */
  name_key: string
  search_text: string
  missed_ticks: Generated<string>
  retry_attempts: Generated<number>
  retry_delay_seconds: Generated<number>
  /** Null: not worked out yet. Empty: never. */
  next_due_at: Generated<Time | null>
  catch_up_until: Generated<Time | null>
  silence_timeout_seconds: Generated<number | null>
  after_pipeline_id: Generated<string | null>
  retry_on: Generated<JsonText>
  start_window_seconds: Generated<number>
  /** Version of the newest state; counting here also makes two who add one wait for each other. */
  state_version: Generated<number>
}

export type PipelineRow = Selectable<PipelineTable>

export interface PipelineTagRow {
  pipeline_id: string
  tag: string
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
  /** Options besides fullRefresh, sealed as a whole (one-off configuration may hold secrets); null without any. */
  options: string | null
  attempt: number
  retry_of: string | null
  first_execution_id: string | null
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
  /** Of a success: empty or low, when it brought far fewer records than usual (decision 26). */
  shortfall: string | null
}

/** A name under which a pipeline was executed, and the same folded, for the search. */
export interface PastNameRow {
  pipeline_id: string
  name: string
  folded: string
}

export interface EventRow {
  seq: Generated<number>
  payload: JsonText
  at: Generated<Time>
}

export interface LogChunkRow {
  execution_id: string
  first_line: number
  last_line: number
  /** Bytes of the body. */
  size: number
  /** One bit per level and source that occurs, in the order of LOG_LEVELS and LOG_SOURCES. */
  level_mask: number
  source_mask: number
  /** One line of text per log line: `time<TAB>source<TAB>level<TAB>text`. */
  body: string
}

export interface PipelineStateRow {
  pipeline_id: string
  version: number
  value: JsonText
  /** The value whole, when it holds secrets: `value` has them masked then. */
  sealed: string | null
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
  command: JsonText | null
  executable: string | null
  mode: string | null
  capabilities: JsonText
  setting_definitions: JsonText
  setting_groups: JsonText
  /** Sealed as a whole. */
  settings: string
  /** Sealed as a whole. */
  env: string
  python: string | null
  inherit_from: string | null
  max_concurrent: number | null
  bundled: Flag
  installed_at: Time | null
  install_status: string
  install_error: string | null
  revision: number
  created_at: Time
  updated_at: Time
  name_key: string
  search_text: string
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

/**
 * Aggregates of a quarter of an hour (UTC) of `queuedAt`, and of all time where `bucket_at` is empty; `pipeline_id` is
 * empty for the whole fleet.
 */
export interface ExecutionBucketRow {
  pipeline_id: string
  bucket_at: Time
  success: number
  failed: number
  cancelled: number
  timed_count: number
  duration_ms_sum: number
  records: number
  /** Distribution of the durations, see `duration-histogram.ts`. */
  durations: JsonText
}

export interface ExecutionBucketTable extends ExecutionBucketRow {
  /** Of the executions in the sums, those that are not kept any more. */
  removed: Generated<number>
}

/** Sums of the whole fleet over a span of hours (UTC, counted from 1970). */
export interface FleetRollupRow extends Omit<ExecutionBucketRow, 'pipeline_id'> {
  span_hours: number
}

/** Sums of a pipeline over a span of hours, in the order of time; 0 hours and an empty time sum all time. */
export interface PipelineRollupRow extends Omit<ExecutionBucketRow, 'durations'> {
  span_hours: number
}

export interface BulkRow {
  id: string
  kind: string
  action: string
  status: string
  total: number
  /** Worked through; the next two are of these. */
  done: number
  unchanged: number
  failed: number
  created_by: string
  created_by_name: string
  created_at: Time
  cancel_requested_at: Time | null
  finished_at: Time | null
}

export interface BulkItemRow {
  bulk_id: string
  /** From 1, in the order in which they are worked through. */
  position: number
  item_id: string
  /** As it was called when the bulk was accepted. */
  name: string
  outcome: string
  message: string | null
  result_id: string | null
}

export interface SavedViewRow {
  id: string
  page: string
  name: string
  name_key: string
  /** Query string of the page, without "?". */
  query: string
  owner_id: string
  owner_name: string
  shared: Flag
  created_at: Time
  updated_at: Time
}

export interface MetaRow {
  name: string
  value: string
}

export interface TickRow {
  pipeline_id: string
  due_at: Time
  outcome: string
  reason: string | null
  execution_id: string | null
  recorded_at: Time
}

export interface HoldRow {
  id: string
  /** Empty: holds everything. */
  plugin_name: string
  reason: string
  until_at: Time | null
  created_at: Time
  created_by: string | null
  created_by_name: string
}

/** A link by which a person sets a password. */
export interface PasswordLinkRow {
  user_id: string
  hash: string
  created_at: string
  expires_at: string
}

export interface ApiTokenRow {
  id: string
  name: string
  role: string
  hint: string
  /** SHA-256 of the value. */
  hash: string
  owner_id: string
  created_at: Time
  expires_at: Time | null
  last_used_at: Time | null
}

export interface AlertRuleRow {
  id: string
  name: string
  condition: string
  threshold: number | null
  pipeline_ids: JsonText
  tags: JsonText
  channel_ids: JsonText
  is_active: Flag
  muted_until: Time | null
  tell_recovery: Flag
  created_at: Time
  updated_at: Time
}

export interface AlertChannelRow {
  id: string
  name: string
  /** Sealed as a whole. */
  settings: string
  created_at: Time
  updated_at: Time
}

export interface AlertIncidentRow {
  id: string
  rule_id: string
  rule_name: string
  condition: string
  pipeline_id: string
  pipeline_name: string
  /** "" = it is about no execution. */
  execution_id: string
  message: string
  opened_at: Time
  closed_at: Time | null
}

export interface AlertDeliveryRow {
  id: string
  channel_id: string
  message: JsonText
  status: string
  attempts: number
  created_at: Time
  next_attempt_at: Time | null
  settled_at: Time | null
  error: string | null
  /** Id of the one that must be settled before. */
  waits_for: string | null
}

export interface AcknowledgementRow {
  subject_id: string
  by_id: string | null
  by_name: string
  at: Time
}

export interface FailureCommentRow {
  id: string
  subject_id: string
  body: string
  by_id: string | null
  by_name: string
  at: Time
}

export interface LogGapRow {
  execution_id: string
  first_line: number
  last_line: number
  bytes: number
}

export interface AuditEntryRow {
  id: string
  at: Time
  actor_id: string | null
  actor_name: string
  token_name: string | null
  action: string
  entity_type: string
  entity_id: string
  entity_name: string
  changes: JsonText
  search_text: string
}

/** An answer of the hub, kept for the next time and for times without network. */
export interface HubDocumentRow {
  url: string
  body: JsonText
  fetched_at: Time
}

export interface Schema {
  pipeline: PipelineTable
  pipeline_plugin: PipelinePluginRow
  pipeline_tag: PipelineTagRow
  execution: ExecutionRow
  past_name: PastNameRow
  event: EventRow
  log_chunk: LogChunkRow
  pipeline_state: PipelineStateRow
  plugin: PluginRow
  plugin_output: PluginOutputRow
  catalog_cache: CatalogCacheRow
  hub_document: HubDocumentRow
  execution_bucket: ExecutionBucketTable
  fleet_rollup: FleetRollupRow
  pipeline_rollup: PipelineRollupRow
  bulk: BulkRow
  bulk_item: BulkItemRow
  saved_view: SavedViewRow
  meta: MetaRow
  api_token: ApiTokenRow
  password_link: PasswordLinkRow
  tick: TickRow
  hold: HoldRow
  alert_rule: AlertRuleRow
  alert_channel: AlertChannelRow
  alert_incident: AlertIncidentRow
  alert_delivery: AlertDeliveryRow
  audit_entry: AuditEntryRow
  acknowledgement: AcknowledgementRow
  failure_comment: FailureCommentRow
  log_gap: LogGapRow
}
