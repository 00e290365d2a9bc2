import type { Stores } from '../adapters/db/create-stores.ts'
import { createHubClient } from '../adapters/plugins/hub-client.ts'
import { KNOWN_PLUGINS } from '../adapters/plugins/known/known-plugins.ts'
import { systemClock } from '../adapters/system/system.ts'
import type { CatalogueContext } from '../app/plugins/catalogue/catalogue.ts'
import {
  listWorkerEnvironments,
  showBuildOutput,
  showPluginNodes,
} from '../app/plugins/environments/show-environments.ts'
import { showLock } from '../app/plugins/plugin-environment.ts'
import type { ConnectorStarters } from './node/errands.ts'
import type { Config } from '../config.ts'
import type { Log } from '../domain/core/log.ts'
import type { EngineContext } from '../engine/engine-context.ts'
import type { HttpDependencies } from '../http/core/environment.ts'

/** Opens the catalogue of plugins: those known to this version, and the hub. */
export const openCatalogue = (config: Config, stores: Stores, log: Log): CatalogueContext => ({
  plugins: stores.plugins,
  hub: createHubClient({ url: config.hubUrl, documents: stores.hubDocuments, clock: systemClock, log }),
  known: KNOWN_PLUGINS,
})

/** Composes the routes' operations on a plugin's environment. */
export const composeInstallation = (
  engine: EngineContext & Pick<Stores, 'environmentReports'>,
  { installations, pythons }: Pick<ConnectorStarters, 'installations' | 'pythons'>,
): HttpDependencies['installation'] => ({
  install: (id, actor) => installations.install(id, actor),
  upgrade: (id, version, actor) => installations.upgrade(id, version, actor),
  rollBack: (id, actor) => installations.rollBack(id, actor),
  cancel: (id, actor) => installations.cancel(id, actor),
  uninstall: (id, actor, options) => installations.uninstall(id, actor, options),
  mend: (id, remedy, actor) => installations.mend(id, remedy, actor),
  lock: (id) => showLock(engine, id),
  nodes: (id) => showPluginNodes(engine, id),
  buildOutput: (id, node, after, limit) => showBuildOutput(engine, { pluginId: id, node }, after, limit),
  workers: () => listWorkerEnvironments(engine),
  pythons,
  discard: (plugin) => (plugin.pipUrl === null ? Promise.resolve() : engine.installer.uninstall(plugin)),
})
