import type { Bulk } from './bulk.ts'
import type { ExecutionSummary, Step, StreamCount } from './execution.ts'
import type { PluginType } from './plugin.ts'

/** Rooms a page can subscribe to. `log:ID` and `execution:ID` take an execution's id. */
export type Topic =
  | 'pipelines'
  | 'executions'
  | 'plugins'
  | 'alerts'
  | 'schedules'
  | 'disk'
  | 'holds'
  | `pipeline:${string}`
  | `execution:${string}`
  | `log:${string}`
  | `plugin:${string}`
  | `bulk:${string}`

const ID = '[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}'
const TOPIC = new RegExp(
  `^(pipelines|executions|plugins|alerts|schedules|disk|holds|(pipeline|execution|log|plugin|bulk):${ID})$`,
)

export function isTopic(value: unknown): value is Topic {
  return typeof value === 'string' && TOPIC.test(value)
}

/** Events of the append-only log: each has a `seq`, in commit order. */
export type LiveEvent =
  | {
      seq: number
      type: 'pipeline.changed'
      pipelineId: string
      change: 'created' | 'updated' | 'archived' | 'restored'
    }
  | { seq: number; type: 'execution.changed'; execution: ExecutionChange }
  | {
      seq: number
      type: 'plugin.changed'
      pluginId: string
      pluginType: PluginType
      change: 'created' | 'updated' | 'deleted'
    }
  /** An incident was opened or closed, or a delivery was settled. */
  | { seq: number; type: 'alert.changed' }
  /** A retention pass began or ended, its policy was changed, or the disk is nearly full or no longer so. */
  | { seq: number; type: 'disk.changed' }
  /** A failure was acknowledged or commented on; null: an incident without an execution. */
  | { seq: number; type: 'failure.noted'; executionId: string | null }
  /** Ticks fired, or all schedules were paused or resumed. */
  | { seq: number; type: 'schedules.changed' }
  /** A hold began or ended. */
  | { seq: number; type: 'holds.changed' }
  | { seq: number; type: 'bulk.changed'; bulk: Omit<Bulk, 'undo'> }

/** What an execution's event carries. Steps come with status changes, not with progress. */
export interface ExecutionChange extends ExecutionSummary {
  streams: StreamCount[]
  steps: Step[]
}

/** Why the database cannot be written, in the server's words, and since when. */
export interface StorageProblem {
  since: string
  message: string
}

/** Hints bypass the event log (decision 44): absolute values, lossy, at most four a second per execution. */
export type LiveHint =
  | {
      type: 'execution.progress'
      executionId: string
      pipelineId: string
      recordsProcessed: number
      streams: StreamCount[]
    }
  | { type: 'log.appended'; executionId: string; firstLine: number; lastLine: number }
  | { type: 'plugin.output'; pluginId: string; lastLine: number }
  | ({ type: 'bulk.progress'; bulkId: string } & Pick<Bulk, 'done' | 'unchanged' | 'failed'>)
  /** To every page, without a subscription: at its connection while there is a problem, and at each change. */
  | { type: 'storage.changed'; problem: StorageProblem | null }

export type SubscribeAck =
  | { seq: number }
  | { error: { code: 'unauthenticated' | 'forbidden' | 'invalid'; message: string } }

/** Socket.IO typing: `new Server<ClientToServer, ServerToClient>()`. */
export interface ClientToServer {
  subscribe: (topic: string, acknowledge: (answer: SubscribeAck) => void) => void
  unsubscribe: (topic: string, acknowledge: (answer: SubscribeAck) => void) => void
}
export interface ServerToClient {
  event: (event: LiveEvent) => void
  hints: (hints: LiveHint[]) => void
}
