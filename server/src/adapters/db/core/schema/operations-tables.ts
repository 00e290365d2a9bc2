import type { Generated } from 'kysely'

import type { Flag, JsonText, SealedText, Time } from './column-types.ts'

export interface EventRow {
  seq: Generated<number>
  payload: JsonText
  at: Generated<Time>
}

/** How far a follower of the event log has come. */
export interface EventFollowerRow {
  name: string
  seq: number
}

/** Which process leads, for all of them. Without meaning on SQLite, where there is one. */
export interface LeaderRow {
  name: string
  /** Counts the changes of leader. */
  term: number
  /** By the database's clock. */
  until_ms: number
  process_id: string | null
  node: string | null
  since: Time | null
}

export interface MetaRow {
  name: string
  value: string
}

/** What a node that serves pages asks a worker to do. */
export interface ErrandRow {
  id: string
  kind: string
  subject: string
  /** Pipeline whose required labels the worker must have; null for none. */
  pipeline_id: string | null
  request: SealedText
  status: string
  /** The worker that took it. */
  node: string | null
  token: string | null
  lease_expires_at: Time | null
  /** Nobody waits for it any more. */
  cancelled: Flag
  answer: SealedText | null
  asked_at: Time
}

/** A label that the worker of an errand must have, beside those of its pipeline. */
export interface ErrandLabelRow {
  errand_id: string
  label: string
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
  /** Sealed: who asked for what, for the server that continues it. Null where none can, and at the end. */
  resumption: string | null
  /** Changes with each server that performs it; null where there is one. */
  performer: string | null
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
