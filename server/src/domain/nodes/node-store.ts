import type { NodeStatus, ServerRole, Unplaced } from '@flx/shared/nodes/node'

import type { AuditNote } from '../access/audit-log.ts'

/** A server's report about itself when it starts. */
export interface NodeStart {
  /** The name by which executions identify their worker; survives a restart. */
  name: string
  /** Identifies this process. */
  startId: string
  version: string
  roles: readonly ServerRole[]
  labels: readonly string[]
  host: string
  pid: number
  /** Most executions in parallel; 0 without the worker role. */
  concurrency: number
  /** Its worker takes only executions of pipelines that require labels. */
  isReserved: boolean
}

/** A server's report about itself, sent every few seconds. */
interface NodeSign {
  executing: number
  clockOffsetMs: number
  stopping: boolean
}

/** A server that uses the database, or did recently. Times are by the database's clock. */
export interface NodeRecord {
  name: string
  version: string
  status: NodeStatus
  roles: ServerRole[]
  labels: string[]
  host: string
  pid: number
  startedAt: string
  lastHeartbeatAt: string
  clockOffsetMs: number
  concurrency: number
  isReserved: boolean
  drain: { at: string; by: string } | null
}

/** The database's answer to a sign of life. */
interface SignAnswer {
  /** Undefined: the node is no longer known and must join again. */
  before: NodeStatus | undefined
  now: NodeStatus
}

/** The servers that use the database. */
export interface NodeStore {
  /** Registers a server at its start. A drain that a user requested stays. */
  join(start: NodeStart): Promise<void>
  /** Records a sign of life. */
  heartbeat(node: Pick<NodeStart, 'name' | 'startId'>, sign: NodeSign): Promise<SignAnswer>
  /** Records a clean shutdown. */
  leave(node: Pick<NodeStart, 'name' | 'startId'>): Promise<void>
  /** Marks servers that have been silent for too long as lost, returns their names, and deletes those that are long gone. */
  markLost(): Promise<string[]>
  /** Lists the servers by name. */
  list(): Promise<NodeRecord[]>
  /** Lists the executions that workers are performing now, oldest first. */
  performed(): Promise<{ worker: string; id: string; pipelineId: string; pipelineName: string }[]>
  /**
   * Lists the pipelines that are not archived and that fit no worker that takes executions, sorted by name; at most `limit`.
   */
  unplaced(limit: number): Promise<Unplaced['pipelines']>
  /** Returns the most executions in parallel in the whole fleet; null: no limit. */
  fleetLimit(): Promise<number | null>
  /** Sets the fleet limit. False if it is unchanged. */
  setFleetLimit(most: number | null, note: (before: number | null) => AuditNote): Promise<boolean>
  /** Drains a node, or lets it take executions again (`by` null). */
  drain(
    name: string,
    by: string | null,
    note: AuditNote,
  ): Promise<'changed' | 'unchanged' | 'no-worker' | 'missing'>
}
