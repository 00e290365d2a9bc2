import type { Bulk } from '../bulk.ts'
import type { CatalogChange } from '../catalog/pipeline-catalog.ts'
import type { ExecutionTotal, KnownTotals } from '../executions/execution-totals.ts'
import type { ExecutionCounts, ExecutionSummary, StreamCount } from '../executions/execution.ts'
import type { Step } from '../executions/step.ts'
import type { RecentFigures } from '../pipelines/pipeline.ts'
import type { PluginType } from '../plugins/plugin.ts'

/** Events of the append-only log; `seq` follows the commit order. */
export type LiveEvent =
  | {
      seq: number
      type: 'pipeline.changed'
      pipelineId: string
      change: 'created' | 'updated' | 'archived' | 'restored'
    }
  /** A discovery found a different catalogue. Null: the change was accepted, or another version is in use. */
  | {
      seq: number
      type: 'pipeline.schemaChanged'
      pipelineId: string
      plugin: string
      change: CatalogChange | null
    }
  | { seq: number; type: 'execution.changed'; execution: ExecutionChange }
  /** A note on an execution was added, changed or deleted. `notes`: their number now. */
  | { seq: number; type: 'execution.noted'; executionId: string; pipelineId: string; notes: number }
  | {
      seq: number
      type: 'plugin.changed'
      pluginId: string
      pluginType: PluginType
      change: 'created' | 'updated' | 'deleted'
    }
  /** The OpenLineage connection was changed, started or stopped working, or its dead letters changed. */
  | { seq: number; type: 'openLineage.changed' }
  /** Another tool reported jobs or datasets. */
  | { seq: number; type: 'lineage.received' }
  /** An incident was opened or closed, or a delivery was settled. */
  | { seq: number; type: 'alert.changed' }
  /**
   * A retention pass started or ended, the policy was changed, or the disk became low or is no longer low.
   */
  | { seq: number; type: 'disk.changed' }
  /** A failure was acknowledged or commented on. Null: an incident without an execution. */
  | { seq: number; type: 'failure.noted'; executionId: string | null }
  /** A cause of failures appeared, was handled or has recovered. */
  | { seq: number; type: 'failures.changed' }
  /** Ticks fired, or all schedules were paused or resumed. */
  | { seq: number; type: 'schedules.changed' }
  /** A project was imported, or the problem of a followed folder changed. */
  | { seq: number; type: 'project.changed'; projectId: string }
  /** A dashboard was created, changed or deleted. Its ID is left out because it might be private. */
  | { seq: number; type: 'dashboards.changed' }
  /** A template was created, changed or deleted. */
  | { seq: number; type: 'template.changed'; templateId: string }
  /**
   * A node joined, left, was lost or returned, its drain started or ended, or its clock went wrong or right.
   */
  | { seq: number; type: 'nodes.changed' }
  /** A hold started or ended. */
  | { seq: number; type: 'holds.changed' }
  | { seq: number; type: 'bulk.changed'; bulk: Omit<Bulk, 'undo'> }

/** The content of an execution's event. Steps change with the status, not with progress. */
export interface ExecutionChange extends ExecutionSummary {
  streams: StreamCount[]
  steps: Step[]
  /** Set at the end of an execution that counts: the figures of its pipeline since. */
  pipelineFigures?: RecentFigures
}

/** Why the database cannot be written, as reported by the server, and since when. */
export interface StorageProblem {
  since: string
  message: string
}

/**
 * Hints bypass the event log: lossy, with absolute values, at most four per second per
 * execution.
 */
export type LiveHint =
  | ({ type: 'execution.progress'; executionId: string; pipelineId: string } & Omit<
      ExecutionCounts,
      ExecutionTotal
    > &
      KnownTotals)
  /** Models, tests or seeds of a transform changed. */
  | { type: 'transform.progress'; executionId: string }
  /** The loader confirmed a state while the execution is running. */
  | { type: 'state.confirmed'; executionId: string; pipelineId: string }
  | { type: 'log.appended'; executionId: string; firstLine: number; lastLine: number }
  /** Output of an installation; with `node`, of the environment that this worker builds. */
  | { type: 'plugin.output'; pluginId: string; node?: string; lastLine: number }
  | ({ type: 'bulk.progress'; bulkId: string } & Pick<Bulk, 'done' | 'unchanged' | 'failed'>)
  /**
   * Sent to every page without a subscription: on connecting while there is a problem, and at each change.
   */
  | { type: 'storage.changed'; problem: StorageProblem | null }

export type SubscribeAck =
  | { seq: number }
  | { error: { code: 'unauthenticated' | 'forbidden' | 'invalid'; message: string } }

/** Typing for Socket.IO: `new Server<ClientToServer, ServerToClient>()`. */
export interface ClientToServer {
  subscribe: (topic: string, acknowledge: (answer: SubscribeAck) => void) => void
  unsubscribe: (topic: string, acknowledge: (answer: SubscribeAck) => void) => void
}
export interface ServerToClient {
  event: (event: LiveEvent) => void
  hints: (hints: LiveHint[]) => void
  /** Sent on connecting: the build of the page that the server delivers. */
  build: (build: string) => void
  /** The last message to a socket that sent too much. */
  refused: (refusal: LiveRefusal) => void
}

/**
 * Why a connection was closed, in words for the page, and when to retry. Also the `data` of a refused
 * handshake.
 */
export interface LiveRefusal {
  message: string
  retryAfterSeconds: number
}
