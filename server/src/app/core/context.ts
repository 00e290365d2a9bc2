import type { ExecutionTrigger } from '@flx/shared/executions/execution-status'
import type { PipelineCreate } from '@flx/shared/pipelines/pipeline-body'
import type { Role } from '@flx/shared/access/role'
import type { Json } from '@flx/shared/json/json'

import type { SavedViewStore } from '../../domain/access/saved-view-store.ts'
import type { AuditLog, Timeline } from '../../domain/access/audit-log.ts'
import type { BulkStore } from '../../domain/bulk/bulk-store.ts'
import type { AlertStore } from '../../domain/alerts/alert-store.ts'
import type { HoldStore } from '../../domain/executions/queue/hold-store.ts'
import type { NodeStore } from '../../domain/nodes/node-store.ts'
import type { RetentionStore } from '../../domain/operations/retention.ts'
import type { FailureNoteStore } from '../../domain/alerts/failure-notes.ts'
import type { ExecutionNoteStore } from '../../domain/executions/execution-notes.ts'
import type { FailureStore } from '../../domain/failures/failure-store.ts'
import type { ScheduleStore } from '../../domain/schedules/schedule-store.ts'
import type { Log } from '../../domain/core/log.ts'
import type { ExecutionStore, LogStore, StateStore } from '../../domain/executions/execution-store.ts'
import type { PipelineStore } from '../../domain/pipelines/pipeline-store.ts'
import type { TemplateStore } from '../../domain/templates/template-store.ts'
import type { PluginStore } from '../../domain/plugins/plugin-store.ts'
import type { Clock, EventLog, HintBus, NewId, WorkSignal } from '../../domain/core/ports.ts'
import type { ForeignLineageStore } from '../../domain/lineage/foreign/foreign-store.ts'
import type { LineageStore } from '../../domain/lineage/lineage-store.ts'
import type { OpenLineageStore } from '../../domain/lineage/open-lineage/outbox.ts'
import type { TransformStore } from '../../domain/executions/transform-store.ts'
import type { ObjectiveStore } from '../../domain/objectives/objective-store.ts'
import type { DashboardStore } from '../../domain/dashboards/dashboard-store.ts'
import type { UsualStore } from '../../domain/figures/usual-store.ts'
import type { StatisticsStore } from '../../domain/figures/statistics-store.ts'

/** Dependencies of the use cases. */
export interface AppContext {
  pipelines: PipelineStore
  executions: ExecutionStore
  states: StateStore
  transforms: TransformStore
  lineage: LineageStore
  openLineage: OpenLineageStore
  foreignLineage: ForeignLineageStore
  plugins: PluginStore
  templates: TemplateStore
  logs: LogStore
  alerts: AlertStore
  failureNotes: FailureNoteStore
  executionNotes: ExecutionNoteStore
  failures: FailureStore
  retention: RetentionStore
  schedules: ScheduleStore
  holds: HoldStore
  nodes: NodeStore
  events: EventLog
  statistics: StatisticsStore
  objectives: ObjectiveStore
  usual: UsualStore
  dashboards: DashboardStore
  bulks: BulkStore
  audit: AuditLog
  timeline: Timeline
  views: SavedViewStore
  hints: HintBus
  work: WorkSignal
  clock: Clock
  newId: NewId
  log: Log
  /** Parses a YAML document. Throws AppError `invalid` with line and column of the first problems. */
  readDocument: (yaml: string) => Promise<Json>
  /** Returns the reason that messages cannot be sent to an address, as a sentence; null if they can. */
  targetUrlProblem: (url: string) => Promise<string | null>
  /** Maximum number of simultaneous executions, to explain what a pending one waits for. */
  concurrency: number
  /** Seconds that a worker or reporter keeps an execution without a sign of life. */
  leaseSeconds: number
  /** The sample pipelines, with their paths filled in. */
  samples: readonly PipelineCreate[]
  /** Whether the server was started on the folder of a Meltano project. */
  followsProject: boolean
}

/** The user or token on whose behalf a use case acts. */
export interface Actor {
  id: string
  name: string
  /** Name of the API token that was used. */
  tokenName?: string | null
  /** ID of that token; absent for a browser. */
  tokenId?: string
  /** The trigger of an execution that the actor starts. */
  trigger: Extract<ExecutionTrigger, 'manual' | 'api'>
}

/** The user who makes a request, with their role. */
export interface Requester {
  actor: Actor
  role: Role
}

/** Returns the current time in the format of the stores. */
export const nowText = (context: { clock: Clock }): string => context.clock.now().toISOString()
