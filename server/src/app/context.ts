import type { ExecutionTrigger } from '@flx/shared/execution-status'
import type { PipelineCreate } from '@flx/shared/pipeline'
import type { Role } from '@flx/shared/role'
import type { Json } from '@flx/shared/json'

import type { SavedViewStore } from '../domain/saved-view-store.ts'
import type { AuditLog, Timeline } from '../domain/audit-log.ts'
import type { BulkStore } from '../domain/bulk-store.ts'
import type { AlertStore } from '../domain/alert-store.ts'
import type { HoldStore } from '../domain/hold-store.ts'
import type { RetentionStore } from '../domain/retention.ts'
import type { FailureNoteStore } from '../domain/failure-notes.ts'
import type { ScheduleStore } from '../domain/schedule-store.ts'
import type { Log } from '../domain/log.ts'
import type { ExecutionStore, LogStore, StateStore } from '../domain/execution-store.ts'
import type { PipelineStore } from '../domain/pipeline-store.ts'
import type { PluginStore } from '../domain/plugin-store.ts'
import type { Clock, EventLog, HintBus, NewId, WorkSignal } from '../domain/ports.ts'
import type { StatisticsStore } from '../domain/statistics-store.ts'

/** What the use cases work with. */
export interface AppContext {
  pipelines: PipelineStore
  executions: ExecutionStore
  states: StateStore
  plugins: PluginStore
  logs: LogStore
  alerts: AlertStore
  failureNotes: FailureNoteStore
  retention: RetentionStore
  schedules: ScheduleStore
  holds: HoldStore
  events: EventLog
  statistics: StatisticsStore
  bulks: BulkStore
  audit: AuditLog
  timeline: Timeline
  views: SavedViewStore
  hints: HintBus
  work: WorkSignal
  clock: Clock
  newId: NewId
  log: Log
  /** The value of a YAML document. Throws AppError `invalid` with line and column of the first problems. */
  readDocument: (yaml: string) => Promise<Json>
  /** Executions at once, to say what a pending one waits for. */
  concurrency: number
  /** The sample pipelines, with their paths filled in. */
  samples: readonly PipelineCreate[]
}

/** On whose behalf a use case acts. */
export interface Actor {
  id: string
  name: string
  /** Name of the API token that was used. */
  tokenName?: string | null
  /** How an execution that the actor starts is labelled. */
  trigger: Extract<ExecutionTrigger, 'manual' | 'api'>
}

/** Who asks, and what that person may do. */
export interface Asker {
  actor: Actor
  role: Role
}

/** The present moment as the stores keep it. */
export const nowText = (context: { clock: Clock }): string => context.clock.now().toISOString()
