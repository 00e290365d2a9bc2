import type { Time } from './column-types.ts'

/** Data at one place; the id is a hash of the place. */
export interface DatasetRow {
  id: string
  kind: string
  namespace: string
  name: string
  dbt: string | null
  /** The other tool that reported it. */
  tool: string | null
  /** JSON. */
  columns: string
  column_count: number
  search_text: string
  first_seen_at: Time
  changed_at: Time
}

/** Another name of a dataset: the id of that name, and the name under which the dataset is known. */
export interface DatasetAliasRow {
  id: string
  kind: string
  namespace: string
  name: string
  seen_at: Time
}

/** Data that a pipeline moves, and the time during which it does. */
export interface DatasetFlowRow {
  id: string
  from_id: string
  to_id: string
  pipeline_id: string
  step: string
  certainty: string
  same_names: number
  /** The name under which the stream reached the loader. */
  stream: string | null
  /** JSON. */
  columns: string
  execution_id: string
  since: Time
  until: Time | null
}

/** The lineage that a pipeline reported last. */
export interface PipelineLineageRow {
  pipeline_id: string
  hash: string
  execution_id: string
  seen_at: Time
}

/** The connection to a receiver of run events: at most one row. */
export interface OpenLineageRow {
  id: string
  /** Sealed JSON. */
  settings: string
  last_sent_at: Time | null
  failing_since: Time | null
  last_error: string | null
  paused_until: Time | null
  failures: number
  missed_at: Time | null
}

/** A run event that has not been received yet. */
export interface OpenLineageEventRow {
  id: string
  execution_id: string
  place: number
  type: string
  pipeline_id: string
  pipeline_name: string
  status: string
  attempts: number
  error: string | null
  /** JSON. */
  payload: string
  created_at: Time
  next_attempt_at: Time | null
}

/** The position of the last reported run event of an execution. */
export interface OpenLineageRunRow {
  execution_id: string
  place: number
  told_at: Time
}

/** A job of another tool, with the status of its last run; the id is a hash of its name. */
export interface ForeignJobRow {
  id: string
  tool: string
  namespace: string
  name: string
  parent: string | null
  run_id: string | null
  status: string | null
  error: string | null
  started_at: Time | null
  event_at: Time | null
  succeeded_at: Time | null
  /** Hash of the flows that it reported last. */
  hash: string
  search_text: string
  first_seen_at: Time
  seen_at: Time
}

/** A run of another tool's job, as its events have reported it so far. */
export interface ForeignRunRow {
  job_id: string
  run_id: string
  began_at: Time
  last_at: Time
  status: string | null
  error: string | null
  moves: number
  /** JSON: a list with one item. */
  moved: string
}
