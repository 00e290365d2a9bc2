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
  /** By the keys of `config`: where it holds what was stored as a secret. */
  secretSettings: Record<string, SecretPath[]>
  schedule: string
  timezone: string
  missedTicks: MissedTickPolicy
  retryAttempts: number
  retryDelaySeconds: number
  retryOn: RetriedOutcome[]
  startWindowSeconds: number
  priority: Priority
  /** Labels that a worker needs to execute it, each once. */
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
  /** Per cent, null for none. */
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

/** What a pipeline keeps of the template that it was made from. */
export interface TemplateLink {
  id: string
  /** Of the template, that it was made from or updated to last. */
  version: number
  /** Values of the parameters, as texts; those of secrets apart. */
  values: Record<string, string>
  secrets: Record<string, string>
  /** Its locked fields can be edited. */
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
  /** Where `settings` hold what was stored as a secret. */
  secretSettings: SecretPath[]
  env: Record<string, string>
  python: string | null
  inheritFrom: string | null
  maxConcurrent: number | null
  bundled: boolean
  installedAt: string | null
  installStatus: InstallStatus
  installError: string | null
  /** Remedy of a failed installation, where it is known. */
  installRemedy: InstallRemedy | null
  /** The newest version on the index, when it was asked for; null: not known. */
  newestVersion: string | null
  revision: number
  createdAt: string
  updatedAt: string
  /** Fields that the database could not read; an update leaves them as they are. */
  damaged?: readonly string[]
}

/** An execution without what may be long; as in the contract. */
export interface ExecutionHeadline extends ExecutionSummary {
  notBefore: string | null
}

/** Options as they are stored, with where their `config` holds secrets, and where a retry begins. */
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

/** Values that the transaction which ends an execution writes. */
export interface ExecutionResult extends ExecutionCounts {
  status: 'success' | 'failed' | 'cancelled'
  outcome: ExecutionOutcome
  errorMessage: string | null
  errorLines: LogLine[]
  steps: Step[]
  logLines: number
}
