import type { Time } from './column-types.ts'

/** Failed executions with the same plugin, step and message; the id is a hash of these. */
export interface FailureCauseRow {
  id: string
  plugin: string
  version: string
  step: string
  title: string
  quote: string
  search_text: string
  /** 2 = open, 1 = acknowledged, 0 = recovered. */
  urgency: number
  failures: number
  /** Pipelines that failed since it opened, and how many of them have not succeeded since. */
  affected: number
  failing: number
  first_seen_at: Time
  opened_at: Time
  last_seen_at: Time
  recovered_at: Time | null
  recovered_attempt: number | null
  newest_execution_id: string
  assignee_id: string | null
  assignee_name: string | null
}

export interface FailureCausePipelineRow {
  cause_id: string
  pipeline_id: string
  /** The last execution that failed. */
  execution_id: string
  failures: number
  last_seen_at: Time
  recovered_at: Time | null
}

/** A start of a server. */
export interface ServerStartRow {
  id: string
  at: Time
  version: string
}

export interface FailureCauseDayRow {
  cause_id: string
  /** UTC. */
  day: string
  failures: number
}
