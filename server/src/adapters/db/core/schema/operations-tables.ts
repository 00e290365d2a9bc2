import type { Generated } from 'kysely'

import type { Flag, JsonText, SealedText, Time } from './column-types.ts'

export interface EventRow {
  seq: Generated<number>
  payload: JsonText
  at: Generated<Time>
}

/** The position of a follower of the event log. */
export interface EventFollowerRow {
  name: string
  seq: number
}

/** The process that leads. Unused on SQLite, where there is only one process. */
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

/** Work that a node that serves pages hands to a worker. */
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
  /** The requesting node no longer waits for it. */
  cancelled: Flag
  answer: SealedText | null
  asked_at: Time
}

/** A label that the worker of an errand must have, besides those of its pipeline. */
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
  /** Items worked through, including those in the next two columns. */
  done: number
  unchanged: number
  failed: number
  created_by: string
  created_by_name: string
  created_at: Time
  cancel_requested_at: Time | null
  finished_at: Time | null
  /**
   * Sealed: the request and its requester, for the server that continues it. Null if no other server can continue it, and at the
   * end.
   */
  resumption: string | null
  /** Changes with each server that performs it; null if there is only one server. */
  performer: string | null
}

export interface BulkItemRow {
  bulk_id: string
  /** From 1, in the order in which they are worked through. */
  position: number
  item_id: string
  /** The name of the item when the bulk was accepted. */
  name: string
  outcome: string
  message: string | null
  result_id: string | null
}
