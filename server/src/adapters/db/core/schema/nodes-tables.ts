import type { Flag, JsonText, Time } from './column-types.ts'

/** A server that uses the database. Its times are by the database's clock. */
export interface NodeRow {
  /** The name that executions give as their worker. */
  name: string
  /** Identifies the process: the same name with another id is another start. */
  start_id: string
  version: string
  /** See `schema-level.ts`. */
  schema_level: number
  roles: JsonText
  host: string
  pid: number
  started_at: Time
  /** Time of the last heartbeat. */
  seen_at: Time
  /** How far its own clock is ahead. */
  clock_offset_ms: number
  concurrency: number
  /** It takes only pipelines that require labels. */
  reserved: Flag
  /** The number of executions at its last heartbeat. */
  executing: number
  /** `up`, `stopping`, `left`, `lost` or `outdated`: only a worker that is up takes executions. */
  state: string
  /** Null = it can take executions. Kept across restarts. */
  drain_asked_at: Time | null
  drain_asked_by: string | null
  /** Since when it has had nothing left to finish. */
  drained_at: Time | null
}

export interface NodeLabelRow {
  node: string
  label: string
}
