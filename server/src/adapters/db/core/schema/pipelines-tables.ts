import type { Generated, Selectable } from 'kysely'

import type { Flag, JsonText, PackedText, SealedText, Time } from './column-types.ts'

export interface PipelineTable {
  id: string
  name: string
  description: string
  extractor: string
  loader: string
  mappers: JsonText
  transform: string
  /** `el`, `etl`, `elt` or `meltano`: derived from the parts, for the filter. */
  type: string
  config: SealedText
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
  /** Copied from the executions, for filters and sorts. */
  last_execution_id: string | null
  last_status: string | null
  /** "" = never executed; not null, so that it has a place in the order. */
  last_execution_at: Generated<Time>
  /** The name for sorting and searching, folded: neither dialect folds more than ASCII. */
  name_key: string
  search_text: string
  missed_ticks: Generated<string>
  retry_attempts: Generated<number>
  retry_delay_seconds: Generated<number>
  /** Null = not computed yet; "" = never. */
  next_due_at: Generated<Time | null>
  catch_up_until: Generated<Time | null>
  silence_timeout_seconds: Generated<number | null>
  /** 0 = discover every time, null = the default. */
  catalog_max_age_hours: Generated<number | null>
  after_pipeline_id: Generated<string | null>
  retry_on: Generated<JsonText>
  start_window_seconds: Generated<number>
  owner: Generated<string>
  priority: Generated<string>
  /** Duplicates the rows of `pipeline_label`. */
  required_labels: Generated<JsonText>
  freshness_target_seconds: Generated<number | null>
  /** Per cent; null if there is no objective. */
  success_objective: Generated<number | null>
  freshness_objective: Generated<number | null>
  objective_days: Generated<number>
  /** The results of the last executions that count towards the objective, newest first: 1 succeeded, 0 failed. */
  objective_last: Generated<string>
  /** When one of them failed last; "" = never. */
  objective_failed_at: Generated<Time>
  /**
   * The remainder of the error budget that is worst off, in ten-thousandths; 10001 = no objective. Derived from the
   * sums.
   */
  budget_left: Generated<number>
  /** When `budget_left` changes next although no execution ends: days pass, and old data use it up. "" = never. */
  budget_due_at: Generated<Time>
  /** Until when its data were last known to be too old; "" = never. */
  lapsed_at: Generated<Time>
  /**
   * Since when the age of its data counts: since then it has been active with this target. "" = since it was created.
   */
  watched_from: Generated<Time>
  /** Null = the built-in runner. */
  runner: Generated<SealedText | null>
  /** The template that it was made from, null for none. */
  template_id: Generated<string | null>
  template_version: Generated<number | null>
  /** Values of its parameters, and whether its locked fields can be edited. */
  template_link: Generated<SealedText | null>
  /**
   * When an execution last loaded everything; "" = never. Derived from the executions, as are the following columns.
   */
  loaded_at: Generated<Time>
  /** When the data become older than the target, and when that is close; null without a target. */
  stale_at: Generated<Time | null>
  close_at: Generated<Time | null>
  /**
   * Successes among the last executions, per mille; 1001 = none has ended; not null, so that it has a place in the
   * order.
   */
  recent_success: Generated<number>
  /** The 95th percentile of the durations of the last successes; 0 = there are none. */
  recent_p95_ms: Generated<number>
  /** By plugin, the paths of the values stored as secrets in `config`. Null = not computed yet. */
  secret_settings: Generated<JsonText | null>
  /** Version of the newest state. Counting it here also serialises transactions that add a state at once. */
  state_version: Generated<number>
}

export type PipelineRow = Selectable<PipelineTable>

export interface PipelineTagRow {
  pipeline_id: string
  tag: string
}

/** A label that a worker must have to execute the pipeline. */
export interface PipelineLabelRow {
  pipeline_id: string
  label: string
}

export interface PipelinePluginRow {
  pipeline_id: string
  plugin_name: string
}

export interface PipelineStateRow {
  pipeline_id: string
  version: number
  value: JsonText
  /** The whole value if it holds secrets, which are masked in `value`. */
  sealed: SealedText | null
  source: string
  execution_id: string | null
  created_by: string | null
  created_at: Time
}

/** The catalogue that the extractor of a pipeline returned last. */
export interface PipelineCatalogRow {
  pipeline_id: string
  /** A hash of what the catalogue depends on: with a different hash it is not valid. */
  source_key: string
  catalog: JsonText
  discovered_at: Time
}

/** A catalogue that a pipeline's extractor returned, or that was uploaded. */
export interface CatalogVersionRow {
  id: string
  pipeline_id: string
  /** Hash of the parts that pages and patterns see: each content is stored once. */
  hash: string
  origin: string
  plugin: string
  streams: number
  fields: number
  since: Time
  last_seen_at: Time
  uploaded_by: string | null
  change: JsonText | null
  /** The catalogue and its compact form. */
  content: PackedText
  summary: PackedText
}

/** The versions that a pipeline works with. */
export interface CatalogUseRow {
  pipeline_id: string
  extractor_id: string
  newest_id: string | null
  accepted_id: string | null
  pinned_id: string | null
  revision: number
}
