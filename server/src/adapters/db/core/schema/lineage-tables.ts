import type { Time } from './column-types.ts'

/** Data at one place; the id is a hash of its place. */
export interface DatasetRow {
  id: string
  kind: string
  namespace: string
  name: string
  dbt: string | null
  /** JSON. */
  columns: string
  column_count: number
  search_text: string
  first_seen_at: Time
  changed_at: Time
}

/** Data that a pipeline moves, while it does. */
export interface DatasetFlowRow {
  id: string
  from_id: string
  to_id: string
  pipeline_id: string
  step: string
  certainty: string
  same_names: number
  /** JSON. */
  columns: string
  execution_id: string
  since: Time
  until: Time | null
}

/** What a pipeline told last of its lineage. */
export interface PipelineLineageRow {
  pipeline_id: string
  hash: string
  execution_id: string
  seen_at: Time
}
