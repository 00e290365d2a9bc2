import type { Bulk } from '../bulk.ts'
import type { CatalogChange } from '../catalog/pipeline-catalog.ts'
import type { ExecutionTotal, KnownTotals } from '../executions/execution-totals.ts'
import type { ExecutionCounts, ExecutionSummary, StreamCount } from '../executions/execution.ts'
import type { Step } from '../executions/step.ts'
import type { PipelineStanding } from '../pipelines/pipeline.ts'
import type { PluginType } from '../plugins/plugin.ts'

/** Events of the append-only log: each has a `seq`, in commit order. */
export type LiveEvent =
  | {
      seq: number
      type: 'pipeline.changed'
      pipelineId: string
      change: 'created' | 'updated' | 'archived' | 'restored'
    }
  /**
   * A discovery found another catalogue than the one before it; null: the change was accepted or another version is
   * used from now on.
   */
  | {
      seq: number
      type: 'pipeline.schemaChanged'
      pipelineId: string
      plugin: string
      change: CatalogChange | null
    }
  | { seq: number; type: 'execution.changed'; execution: ExecutionChange }
  /** A note on an execution was added, changed or deleted; `notes` there are now. */
  | { seq: number; type: 'execution.noted'; executionId: string; pipelineId: string; notes: number }
  | {
      seq: number
      type: 'plugin.changed'
      pluginId: string
      pluginType: PluginType
      change: 'created' | 'updated' | 'deleted'
    }
  /** The OpenLineage connection was changed, works again or no longer, or has other dead letters. */
  | { seq: number; type: 'openLineage.changed' }
  /** Another tool told of its jobs or datasets. */
  | { seq: number; type: 'lineage.received' }
  /** An incident was opened or closed, or a delivery was settled. */
  | { seq: number; type: 'alert.changed' }
  /** A retention pass began or ended, its policy was changed, or the disk is nearly full or no longer so. */
  | { seq: number; type: 'disk.changed' }
  /** A failure was acknowledged or commented on; null: an incident without an execution. */
  | { seq: number; type: 'failure.noted'; executionId: string | null }
  /** A cause of failures came up, was dealt with or has recovered. */
  | { seq: number; type: 'failures.changed' }
  /** Ticks fired, or all schedules were paused or resumed. */
  | { seq: number; type: 'schedules.changed' }
  /** A project was imported, or what is wrong with the folder of one has changed. */
  | { seq: number; type: 'project.changed'; projectId: string }
  /** A dashboard was made, changed or deleted; which one is not said, as it may be private. */
  | { seq: number; type: 'dashboards.changed' }
  /** A template was made, changed or deleted. */
  | { seq: number; type: 'template.changed'; templateId: string }
  /** A node joined, left, drains or no longer, is lost or back, or its clock is off or right again. */
  | { seq: number; type: 'nodes.changed' }
  /** A hold began or ended. */
  | { seq: number; type: 'holds.changed' }
  | { seq: number; type: 'bulk.changed'; bulk: Omit<Bulk, 'undo'> }

/** The content of an execution's event. Steps come with status changes, not with progress. */
export interface ExecutionChange extends ExecutionSummary {
  streams: StreamCount[]
  steps: Step[]
  /** With the end of one that counts: how its pipeline does since. */
  standing?: PipelineStanding
}

/** Why the database cannot be written, in the server's words, and since when. */
export interface StorageProblem {
  since: string
  message: string
}

/** Hints bypass the event log (decision 44): absolute values, lossy, at most four a second per execution. */
export type LiveHint =
  | ({ type: 'execution.progress'; executionId: string; pipelineId: string } & Omit<
      ExecutionCounts,
      ExecutionTotal
    > &
      KnownTotals)
  /** Models, tests or seeds of a transform changed. */
  | { type: 'transform.progress'; executionId: string }
  | { type: 'log.appended'; executionId: string; firstLine: number; lastLine: number }
  /** Of an installation; with a node of the environment that this worker builds. */
  | { type: 'plugin.output'; pluginId: string; node?: string; lastLine: number }
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
  /** The last message of a socket that sent too much. */
  refused: (refusal: LiveRefusal) => void
}

/** Why a connection is not kept, in words for the page, and when another one may be tried. Also the `data` of a refused handshake. */
export interface LiveRefusal {
  message: string
  retryAfterSeconds: number
}
