import type { Flag, JsonText, SealedText, Time } from './column-types.ts'

export interface ExecutionRow {
  id: string
  pipeline_id: string
  pipeline_name: string
  status: string
  trigger_kind: string
  triggered_by: string | null
  triggered_by_name: string | null
  full_refresh: Flag
  /** Options besides fullRefresh (one-off configuration can hold secrets); null if there are none. */
  options: SealedText | null
  attempt: number
  retry_of: string | null
  first_execution_id: string | null
  queued_at: Time
  not_before: Time | null
  priority: string
  /** The order in which waiting executions start; "" for those that started before this column existed. */
  turn_at: Time
  started_at: Time | null
  finished_at: Time | null
  duration_ms: number | null
  records_processed: number
  /** Bytes of the RECORD lines written to the loader. */
  bytes_transferred: number
  /** How the two totals above are known: counted, reported, or unknown (decision 229). */
  counts: string
  /** `meltano`; null = the built-in runner, or not started yet. */
  runner: string | null
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
  /** For a success: `empty` or `low` if it loaded far fewer records than usual. */
  shortfall: string | null
  /** For a failure: its cause. */
  cause_id: string | null
  /** Duplicates the number of notes, for lists. */
  note_count: number
}

export interface ExecutionNoteRow {
  id: string
  execution_id: string
  body: string
  by_id: string
  by_name: string
  at: Time
  edited_at: Time | null
}

/** A name under which a pipeline was executed; `folded` is for the search. */
export interface PastNameRow {
  pipeline_id: string
  name: string
  folded: string
}

export interface TransformPartRow {
  execution_id: string
  nodes: JsonText
  total: number
  /** dbt's `run_results.json`, compressed and then sealed. */
  results: SealedText | null
}

export interface HoldRow {
  id: string
  /** "" = the hold applies to all executions. */
  plugin_name: string
  reason: string
  until_at: Time | null
  created_at: Time
  created_by: string | null
  created_by_name: string
}

export interface TickRow {
  pipeline_id: string
  due_at: Time
  outcome: string
  reason: string | null
  execution_id: string | null
  recorded_at: Time
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

export interface LogLevelCountRow {
  execution_id: string
  warnings: number
  errors: number
}

export interface LogGapRow {
  execution_id: string
  first_line: number
  last_line: number
  bytes: number
}
