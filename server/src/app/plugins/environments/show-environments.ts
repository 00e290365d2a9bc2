import type { PluginNodes, WorkerEnvironmentList } from '@flx/shared/plugins/node-environment'
import type { InstallLine } from '@flx/shared/plugins/plugin'

import type { Clock } from '../../../domain/core/ports.ts'
import type { PluginStore } from '../../../domain/plugins/plugin-store.ts'
import {
  environmentOwner,
  goneBefore,
  type DesiredEnvironment,
  type EnvironmentReport,
  type EnvironmentStore,
  type WorkerHost,
} from '../../../domain/plugins/environments.ts'
import { findPlugin, parentOf } from '../show-plugin.ts'

interface Context {
  plugins: PluginStore
  environmentReports: EnvironmentStore
  clock: Clock
}

/** Returns the environment of a plugin, its own or a shared one, on each live worker. */
export async function showPluginNodes(context: Context, pluginId: string): Promise<PluginNodes> {
  const plugin = await findPlugin(context, pluginId)
  const { environmentReports: store, clock } = context
  const owner = environmentOwner(plugin, await parentOf(context, plugin))
  const desired = owner === undefined ? undefined : await store.desiredOf(owner.id)
  const hosts = await store.hosts(goneBefore(clock.now()))
  const hasSeparateFiles = areApart(hosts)
  if (desired === undefined) return { nodes: [], hasSeparateFiles }
  const reports = byNodeAndPlugin(await store.ofPlugins([desired.pluginId]))
  return {
    nodes: hosts.map(({ node }) => {
      const { state, error, sizeBytes, changedAt } = stateOf(desired, node, reports)
      return { node, state, error, sizeBytes, changedAt }
    }),
    hasSeparateFiles,
  }
}

/** Returns the output of a worker's build of a plugin's environment, its own or a shared one. */
export async function showBuildOutput(
  context: Context,
  { pluginId, node }: { pluginId: string; node: string },
  after: number,
  limit: number,
): Promise<InstallLine[]> {
  const plugin = await findPlugin(context, pluginId)
  const owner = environmentOwner(plugin, await parentOf(context, plugin))
  return owner === undefined
    ? []
    : context.environmentReports.output({ node, pluginId: owner.id }, after, limit)
}

/** Returns what each live worker has, lacks and failed to build, and what no worker can execute. */
export async function listWorkerEnvironments(
  context: Omit<Context, 'plugins'>,
): Promise<WorkerEnvironmentList> {
  const { environmentReports: store, clock } = context
  const desired = await store.desired()
  const hosts = await store.hosts(goneBefore(clock.now()))
  const reports = byNodeAndPlugin(await store.ofPlugins(desired.map(({ pluginId }) => pluginId)))
  const environmentsOn = (host: WorkerHost) =>
    desired.map((environment) => ({ ...environment, ...stateOf(environment, host.node, reports) }))
  return {
    workers: hosts.map((host) => {
      const environments = environmentsOn(host)
      const ready = environments.filter(({ state }) => state === 'ready')
      return {
        ...{ node: host.node, platform: host.platform, python: host.python, lastSeenAt: host.seenAt },
        ready: ready.length,
        sizeBytes: ready.reduce((sum, { sizeBytes }) => sum + (sizeBytes ?? 0), 0),
        missing: environments
          .filter(({ state }) => state === 'missing' || state === 'building')
          .map(({ pluginId, name, state }) => ({ pluginId, name, building: state === 'building' })),
        failed: environments
          .filter(({ state }) => state === 'failed')
          .map(({ pluginId, name, error }) => ({ pluginId, name, error: error ?? '' })),
      }
    }),
    hasSeparateFiles: areApart(hosts),
    unbuildable: desired.flatMap((environment) => {
      const states = hosts.map(({ node }) => stateOf(environment, node, reports))
      if (states.length === 0 || states.some(({ state }) => state !== 'failed')) return []
      return [{ pluginId: environment.pluginId, name: environment.name, error: states[0]?.error ?? '' }]
    }),
  }
}

/** Returns whether several workers keep their connectors' files apart. */
const areApart = (hosts: readonly WorkerHost[]): boolean => new Set(hosts.map(({ files }) => files)).size > 1

type Reports = ReadonlyMap<string, EnvironmentReport>

const keyOf = (node: string, pluginId: string): string => `${node} ${pluginId}`

const byNodeAndPlugin = (reports: readonly EnvironmentReport[]): Reports =>
  new Map(reports.map((report) => [keyOf(report.node, report.pluginId), report]))

/** Returns the state of an environment on a node. Reports about another lock do not count. */
function stateOf(
  { pluginId, fingerprint }: DesiredEnvironment,
  node: string,
  reports: Reports,
): Pick<EnvironmentReport, 'state' | 'error' | 'sizeBytes'> & { changedAt: string | null } {
  const report = reports.get(keyOf(node, pluginId))
  if (report?.fingerprint === fingerprint) return report
  return { state: 'missing', error: null, sizeBytes: null, changedAt: null }
}
