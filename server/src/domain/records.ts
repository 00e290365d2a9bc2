import type { ExecuteOptions, LogLine, Shortfall, Step, StreamCount } from '@flx/shared/execution'
import type {
  ExecutionOutcome,
  ExecutionStatus,
  ExecutionTrigger,
  RetriedOutcome,
} from '@flx/shared/execution-status'
import type { Json, JsonObject } from '@flx/shared/json'
import type { InstallStatus, PluginType, SettingDefinition, TransformerMode } from '@flx/shared/plugin'

import type { MissedTickPolicy } from '@flx/shared/schedule'

/** What the stores hand out: rows parsed once, secrets decrypted. Times are ISO-8601 UTC text. */

export interface PipelineRecord {
  id: string
  name: string
  description: string
  extractor: string
  loader: string
  mappers: string[]
  transform: string
  config: Record<string, JsonObject>
  schedule: string
  timezone: string
  missedTicks: MissedTickPolicy
  retryAttempts: number
  retryDelaySeconds: number
  retryOn: RetriedOutcome[]
  startWindowSeconds: number
  isActive: boolean
  tags: string[]
  timeoutSeconds: number | null
  silenceTimeoutSeconds: number | null
  after: string | null
  createdBy: string | null
  createdByName: string | null
  createdAt: string
  updatedAt: string
  archivedAt: string | null
  version: number
}

export interface PluginRecord {
  id: string
  name: string
  type: PluginType
  variant: string
  version: string
  label: string
  description: string
  docs: string
  pipUrl: string | null
  command: string[] | null
  executable: string | null
  mode: TransformerMode | null
  capabilities: string[]
  settingDefinitions: SettingDefinition[]
  settingGroups: string[][]
  settings: JsonObject
  env: Record<string, string>
  python: string | null
  inheritFrom: string | null
  maxConcurrent: number | null
  bundled: boolean
  installedAt: string | null
  installStatus: InstallStatus
  installError: string | null
  revision: number
  createdAt: string
  updatedAt: string
}

/** What lists show of an execution. */
export interface ExecutionHeadline {
  id: string
  pipelineId: string
  pipelineName: string
  status: ExecutionStatus
  trigger: ExecutionTrigger
  triggeredBy: string | null
  triggeredByName: string | null
  fullRefresh: boolean
  attempt: number
  retryOf: string | null
  firstExecutionId: string | null
  queuedAt: string
  notBefore: string | null
  startedAt: string | null
  finishedAt: string | null
  durationMs: number | null
  recordsProcessed: number
  shortfall: Shortfall | null
  outcome: ExecutionOutcome | null
  errorMessage: string | null
  cancelRequestedAt: string | null
  forceRequestedAt: string | null
}

export interface ExecutionRecord extends ExecutionHeadline {
  options: ExecuteOptions
  errorLines: LogLine[]
  leaseToken: string | null
  leaseExpiresAt: string | null
  worker: string | null
  steps: Step[]
  streams: StreamCount[]
  logLines: number
  stateBefore: Json
  stateAfter: Json
  stateConfirmedAt: string | null
  resolvedConfig: Record<string, JsonObject> | null
}

/** What the transaction that ends an execution writes. */
export interface ExecutionResult {
  status: 'success' | 'failed' | 'cancelled'
  outcome: ExecutionOutcome
  errorMessage: string | null
  errorLines: LogLine[]
  recordsProcessed: number
  streams: StreamCount[]
  steps: Step[]
  logLines: number
}
