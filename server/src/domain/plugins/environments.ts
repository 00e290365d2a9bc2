import type { EnvironmentState } from '@flx/shared/plugins/node-environment'
import type { InstallLine, PluginType } from '@flx/shared/plugins/plugin'

import { AppError } from '../core/errors.ts'
import type { PluginRecord } from '../core/records.ts'

/** An environment that every worker is to have. */
export interface DesiredEnvironment {
  pluginId: string
  name: string
  type: PluginType
  version: string
  fingerprint: string
  lockedAt: string
  /** It is being installed or removed at this moment. */
  unsettled: boolean
}

/** What a worker has of one plugin. */
export interface EnvironmentReport {
  node: string
  pluginId: string
  fingerprint: string
  state: EnvironmentState
  /** Why it could not be built. */
  error: string | null
  sizeBytes: number | null
  changedAt: string
}

/** The machine of a worker. */
export interface WorkerHost {
  node: string
  /** System and processor. */
  platform: string
  /** Version of its default Python; empty without one. */
  python: string
  /** Identifies the working folder of its connectors: those who share the folder share the mark. */
  files: string
  /** Its last sign of life. */
  seenAt: string
}

/** The environments that workers are to have, and what they say they have. */
export interface EnvironmentStore {
  /** All that are wanted, by type and name. */
  desired(): Promise<DesiredEnvironment[]>
  /** The one of a plugin; undefined when it is not installed. */
  desiredOf(pluginId: string): Promise<DesiredEnvironment | undefined>
  /** The plugins whose environment nobody removes: installed, or being installed. */
  kept(): Promise<Pick<DesiredEnvironment, 'type' | 'name'>[]>
  /** Stores what a worker has; emits an event when that is news. What it said before goes, unless it failed. */
  report(report: EnvironmentReport): Promise<void>
  /** Adds lines of a build; only the last ones are kept. */
  appendOutput(at: Pick<EnvironmentReport, 'node' | 'pluginId'>, lines: readonly InstallLine[]): Promise<void>
  /** Lines of a build with a greater number, the oldest first. */
  output(
    at: Pick<EnvironmentReport, 'node' | 'pluginId'>,
    after: number,
    limit: number,
  ): Promise<InstallLine[]>
  /** Removes what a worker said about plugins other than these. */
  keepOnly(node: string, pluginIds: readonly string[]): Promise<void>
  /** What one worker has. */
  ofNode(node: string): Promise<EnvironmentReport[]>
  /** What all workers have of some plugins, by node. */
  ofPlugins(pluginIds: readonly string[]): Promise<EnvironmentReport[]>
  /** Whether another worker that takes a pipeline did not fail at the environment of a plugin as it is now. */
  othersMay(node: string, what: { pluginId: string; pipelineId: string }, now: Date): Promise<boolean>
  /** A sign of life. */
  sign(host: WorkerHost): Promise<void>
  /** The worker ends: nothing is known of it until it comes again. */
  leave(node: string): Promise<void>
  /** Workers that gave a sign of life after a moment, by name. */
  hosts(after: string): Promise<WorkerHost[]>
}

/** The environments on the machine of one worker. Disposing stops those that are being built. */
export interface WorkerEnvironments extends AsyncDisposable {
  /**
   * Builds the environment of a plugin where it is not there as it was installed; `say` hears when that begins and ends.
   * Throws EnvironmentProblem when it cannot be built here.
   */
  ensure(
    plugin: PluginRecord,
    options?: { say?: (sentence: string) => void; signal?: AbortSignal },
  ): Promise<void>
  /** Whether another worker that takes a pipeline may still have, or build, the environment of a plugin. */
  othersMay(pluginId: string, pipelineId: string): Promise<boolean>
  /** Reports what is here, removes what is not wanted any more, and builds what is missing, one after the other. */
  reconcile(isStopped: () => boolean): Promise<void>
}

/** An environment that a worker could not build. */
export class EnvironmentProblem extends AppError {
  readonly pluginId: string
  constructor(message: string, pluginId: string) {
    super('invalid', message)
    this.pluginId = pluginId
  }
}

/** Without a sign of life for so long a worker counts as gone. */
const GONE_AFTER_MS = 45_000

/** The moment after which a worker must have given a sign of life to count as there. */
export const goneBefore = (now: Date): string => new Date(now.getTime() - GONE_AFTER_MS).toISOString()

/** An heir shares the environment of the plugin it inherits from unless its own pip URL differs (decision 13). */
export function environmentOwner(
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
): PluginRecord | undefined {
  if (parent === undefined) return plugin.pipUrl === null ? undefined : plugin
  return plugin.pipUrl === null || plugin.pipUrl === parent.pipUrl ? parent : plugin
}
