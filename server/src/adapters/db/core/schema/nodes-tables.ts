import type { Flag, JsonText, Time } from './column-types.ts'

/** A server that uses the database. Its times are by the database's clock. */
export interface NodeRow {
  /** As executions name their worker. */
  name: string
  /** Of the process: another one of the same name is another start. */
  start_id: string
  version: string
  /** See `schema-level.ts`. */
  schema_level: number
  roles: JsonText
  host: string
  pid: number
  started_at: Time
  /** Its last sign. */
  seen_at: Time
  /** How far its own clock is ahead. */
  clock_offset_ms: number
  concurrency: number
  /** It takes only what requires labels. */
  reserved: Flag
  /** As it said with its last sign. */
  executing: number
  /** `up`, `stopping`, `left`, `lost` or `outdated`: only one that is up takes executions. */
  state: string
  /** Null: it may take executions. It stays over restarts. */
  drain_asked_at: Time | null
  drain_asked_by: string | null
  /** Since when it has nothing left to finish. */
  drained_at: Time | null
}

export interface NodeLabelRow {
  node: string
  label: string
}
