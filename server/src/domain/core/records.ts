import type {
  ExecuteOptions,
  ExecutionCounts,
  ExecutionSummary,
  StreamCount,
} from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import type { LogLine } from '@flx/shared/logs/log'
import type { ExecutionOutcome, RetriedOutcome, RetryStart } from '@flx/shared/executions/execution-status'
import type { Priority } from '@flx/shared/executions/priority'
import type { Json, JsonObject } from '@flx/shared/json/json'
import type { InstallRemedy } from '@flx/shared/plugins/environment'
import type {
  InstallStatus,
  PluginType,
  SettingDefinition,
  TransformerMode,
} from '@flx/shared/plugins/plugin'

import type { Runner } from '@flx/shared/pipelines/runner'
import type { MissedTickPolicy } from '@flx/shared/pipelines/schedule'

import type { SecretPath } from '../settings/secrets/secret-paths.ts'

/** Records of the stores: rows parsed once, secrets decrypted. Times are ISO-8601 UTC text. */

export interface PipelineRecord {
  id: string
  name: string
  description: string
  extractor: string
  loader: string
  mappers: string[]
  transform: string
  config: Record<string, JsonObject>
  /** By the keys of `config`: paths of the values that were stored as secrets. */
  secretSettings: Record<string, SecretPath[]>
  schedule: string
  timezone: string
  missedTicks: MissedTickPolicy
  retryAttempts: number
  retryDelaySeconds: number
  retryOn: RetriedOutcome[]
  startWindowSeconds: number
  priority: Priority
  /** Labels that a worker needs to execute it; no duplicates. */
  requiredLabels: string[]
  isActive: boolean
  tags: string[]
  timeoutSeconds: number | null
  silenceTimeoutSeconds: number | null
  /** Hours; 0 = discover every time, null = the default. */
  catalogMaxAgeHours: number | null
  after: string | null
  owner: string
  freshnessTargetSeconds: number | null
  /** Per cent; null if there is none. */
  successObjective: number | null
  freshnessObjective: number | null
  objectiveDays: number
  runner: Runner
  template: TemplateLink | null
  createdBy: string | null
  createdByName: string | null
  createdAt: string
  updatedAt: string
  archivedAt: string | null
  version: number
  /** Fields that the database could not read; an update leaves them as they are. */
  damaged?: readonly string[]
}

/** The link from a pipeline to the template it was made from. */
export interface TemplateLink {
  id: string
  /** The template's version at creation or at the last update. */
  version: number
  /** Parameter values as text; secrets separately. */
  values: Record<string, string>
  secrets: Record<string, string>
  /** Whether the template's locked fields can be edited. */
  unlocked: boolean
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
  /** Paths in `settings` of values that were stored as secrets. */
  secretSettings: SecretPath[]
  env: Record<string, string>
  python: string | null
  inheritFrom: string | null
  maxConcurrent: number | null
  bundled: boolean
  installedAt: string | null
  installStatus: InstallStatus
  installError: string | null
  /** Remedy for a failed installation, if known. */
  installRemedy: InstallRemedy | null
  /** The newest version on the package index, as last checked; null if unknown. */
  newestVersion: string | null
  revision: number
  createdAt: string
  updatedAt: string
  /** Fields that the database could not read; an update leaves them as they are. */
  damaged?: readonly string[]
}

/** An execution without its potentially long fields; as in the contract. */
export interface ExecutionHeadline extends ExecutionSummary {
  notBefore: string | null
}

/** Options as stored, with the paths of the secrets in their `config` and the step at which a retry starts. */
export type StoredOptions = ExecuteOptions & {
  secretSettings?: Record<string, SecretPath[]> | undefined
  from?: Exclude<RetryStart, 'start'> | undefined
}

export interface ExecutionRecord extends ExecutionHeadline {
  options: StoredOptions
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
  /** Fields that the database could not read. */
  damaged?: readonly string[]
}

/** Values written by the transaction that ends an execution. */
export interface ExecutionResult extends ExecutionCounts {
  status: 'success' | 'failed' | 'cancelled'
  outcome: ExecutionOutcome
  errorMessage: string | null
  errorLines: LogLine[]
  steps: Step[]
  logLines: number
}
