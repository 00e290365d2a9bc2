import type { EnvironmentState } from '@flx/shared/plugins/node-environment'
import type { InstallLine, PluginType } from '@flx/shared/plugins/plugin'

import { AppError } from '../core/errors.ts'
import type { PluginRecord } from '../core/records.ts'

/** An environment that every worker should have. */
export interface DesiredEnvironment {
  pluginId: string
  name: string
  type: PluginType
  version: string
  fingerprint: string
  lockedAt: string
  /** It is being installed or removed now. */
  unsettled: boolean
}

/** The state of one plugin's environment on a worker. */
export interface EnvironmentReport {
  node: string
  pluginId: string
  fingerprint: string
  state: EnvironmentState
  /** Why the build failed. */
  error: string | null
  sizeBytes: number | null
  changedAt: string
}

/** The machine of a worker. */
export interface WorkerHost {
  node: string
  /** Operating system and processor. */
  platform: string
  /** Version of its default Python; empty if it has none. */
  python: string
  /** Identifies the connectors' working folder: workers with the same value share the folder. */
  files: string
  /** Time of its last sign of life. */
  seenAt: string
}

/** The environments that workers should have, and those they report. */
export interface EnvironmentStore {
  /** Lists all wanted environments, by type and name. */
  desired(): Promise<DesiredEnvironment[]>
  /** Returns the wanted environment of a plugin; undefined if it is not installed. */
  desiredOf(pluginId: string): Promise<DesiredEnvironment | undefined>
  /** Lists the plugins whose environments must not be removed: installed, or being installed. */
  kept(): Promise<Pick<DesiredEnvironment, 'type' | 'name'>[]>
  /**
   * Stores a worker's report; emits an event if it is new. The output of the previous build is deleted, unless the build
   * failed.
   */
  report(report: EnvironmentReport): Promise<void>
  /** Adds lines to a build's output; only the last ones are kept. */
  appendOutput(at: Pick<EnvironmentReport, 'node' | 'pluginId'>, lines: readonly InstallLine[]): Promise<void>
  /** Returns the lines of a build after a number, oldest first. */
  output(
    at: Pick<EnvironmentReport, 'node' | 'pluginId'>,
    after: number,
    limit: number,
  ): Promise<InstallLine[]>
  /** Deletes a worker's reports about all other plugins. */
  keepOnly(node: string, pluginIds: readonly string[]): Promise<void>
  /** Returns the reports of one worker. */
  ofNode(node: string): Promise<EnvironmentReport[]>
  /** Returns the reports of all workers about some plugins, by node. */
  ofPlugins(pluginIds: readonly string[]): Promise<EnvironmentReport[]>
  /** Whether another worker that can take the pipeline has not failed to build the plugin's current environment. */
  canAnotherWorkerBuild(
    node: string,
    subject: { pluginId: string; pipelineId: string },
    now: Date,
  ): Promise<boolean>
  /** Records a sign of life. */
  sign(host: WorkerHost): Promise<void>
  /** Records that the worker stopped: nothing is known of it until it returns. */
  leave(node: string): Promise<void>
  /** Lists the workers with a sign of life after a moment, by name. */
  hosts(after: string): Promise<WorkerHost[]>
}

/** The environments on one worker's machine. Disposing stops running builds. */
export interface WorkerEnvironments extends AsyncDisposable {
  /**
   * Builds the environment of a plugin if it is missing or differs from the installation; `onNote` is called when the build starts
   * and ends. Throws EnvironmentProblem if it cannot be built here.
   */
  ensure(
    plugin: PluginRecord,
    options?: { onNote?: (sentence: string) => void; signal?: AbortSignal },
  ): Promise<void>
  /** Whether another worker that can take the pipeline might have, or build, the plugin's environment. */
  canAnotherWorkerBuild(pluginId: string, pipelineId: string): Promise<boolean>
  /** Reports the environments, removes unwanted ones and builds missing ones, one after the other. */
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

/** Time without a sign of life after which a worker counts as gone. */
const GONE_AFTER_MS = 45_000

/** Returns the moment after which a worker must have shown a sign of life to count as present. */
export const goneBefore = (now: Date): string => new Date(now.getTime() - GONE_AFTER_MS).toISOString()

/**
 * Returns the plugin whose environment is used: a child shares its parent's environment unless its own pip URL differs.
 */
export function environmentOwner(
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
): PluginRecord | undefined {
  if (parent === undefined) return plugin.pipUrl === null ? undefined : plugin
  return plugin.pipUrl === null || plugin.pipUrl === parent.pipUrl ? parent : plugin
}
