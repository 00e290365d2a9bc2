import type { NodeStatus, ServerRole, Unplaced } from '@flx/shared/nodes/node'

import type { AuditNote } from '../access/audit-log.ts'

/** What a server tells of itself when it starts. */
export interface NodeStart {
  /** As executions name their worker; the same after a restart. */
  name: string
  /** Of this process. */
  startId: string
  version: string
  roles: readonly ServerRole[]
  labels: readonly string[]
  host: string
  pid: number
  /** Executions at once; 0 without the worker role. */
  concurrency: number
  /** Its worker takes only executions of pipelines that require labels. */
  isReserved: boolean
}

/** What a server tells of itself every few seconds. */
interface NodeSign {
  executing: number
  clockOffsetMs: number
  stopping: boolean
}

/** A server that uses the database, or did lately. Its times are by the clock of the database. */
export interface NodeRecord {
  name: string
  version: string
  status: NodeStatus
  roles: ServerRole[]
  labels: string[]
  host: string
  pid: number
  startedAt: string
  lastSignAt: string
  clockOffsetMs: number
  concurrency: number
  isReserved: boolean
  drain: { at: string; by: string } | null
}

/** What the database answers to a sign. */
interface SignAnswer {
  /** Undefined: the node is not known any more and has to join again. */
  before: NodeStatus | undefined
  now: NodeStatus
}

/** The servers that use the database. */
export interface NodeStore {
  /** A server starts. A drain that somebody asked for stays. */
  join(start: NodeStart): Promise<void>
  /** A server lives: it is seen now. */
  sign(node: Pick<NodeStart, 'name' | 'startId'>, sign: NodeSign): Promise<SignAnswer>
  /** A server has stopped in order. */
  leave(node: Pick<NodeStart, 'name' | 'startId'>): Promise<void>
  /** Notes those that have said nothing for so long, gives their names, and forgets those that are long gone. */
  noticeLost(): Promise<string[]>
  /** By their names. */
  list(): Promise<NodeRecord[]>
  /** What workers perform now, the oldest first. */
  performed(): Promise<{ worker: string; id: string; pipelineId: string; pipelineName: string }[]>
  /** Pipelines that are not archived and that no worker fits which takes executions, by name; at most so many. */
  unplaced(limit: number): Promise<Unplaced['pipelines']>
  /** Executions that all workers together perform at once; null: no limit. */
  fleetLimit(): Promise<number | null>
  /** Sets it. False when it was that already. */
  setFleetLimit(most: number | null, note: (before: number | null) => AuditNote): Promise<boolean>
  /** Lets a node take no more executions, or lets it take them again (`by` null). */
  drain(
    name: string,
    by: string | null,
    note: AuditNote,
  ): Promise<'changed' | 'unchanged' | 'no-worker' | 'missing'>
}
