import type { Stores } from '../../adapters/db/create-stores.ts'
import { createErrands } from '../../app/errands/errands.ts'
import {
  remoteInstallations,
  remoteLoadedRows,
  performErrand,
  remotePreviews,
  remotePythons,
  remoteStreams,
  remoteTrials,
} from '../../app/errands/remote-services.ts'
import { routeByLabels } from '../../app/errands/route-by-labels.ts'
import type { AppContext } from '../../app/core/context.ts'
import { createLoadedRowsReader, type LoadedRowsReader } from '../../app/executions/loaded-rows.ts'
import {
  createPipelinePreviews,
  type PipelinePreviews,
} from '../../app/pipelines/preview/preview-pipeline.ts'
import { createPipelineStreams, type PipelineStreams } from '../../app/pipelines/streams/pipeline-streams.ts'
import { createInstallations, type Installations } from '../../app/plugins/install-plugin.ts'
import { listPythons } from '../../app/plugins/plugin-environment.ts'
import { createPluginTrials, type PluginTrials } from '../../app/plugins/trials/plugin-trials.ts'
import type { Config } from '../../config.ts'
import type { EngineContext } from '../../engine/engine-context.ts'
import { startErrandLoop } from '../../worker/errand-loop.ts'
import type { Signals } from '../signals.ts'

/** Services that start connectors outside executions. */
export interface ConnectorStarters extends AsyncDisposable {
  installations: Installations
  trials: PluginTrials
  previews: PipelinePreviews
  loadedRows: LoadedRowsReader
  streams: PipelineStreams
  pythons: (pluginId: string, signal: AbortSignal) => ReturnType<typeof listPythons>
}

/**
 * Where connectors start: on this server, on a worker in another process, or on this server also for others.
 */
type StartingPlace = 'local' | 'remote' | 'both'

/**
 * Returns the place where connectors start. A node that only serves pages leaves it to the workers; on SQLite
 * there are no other servers.
 */
export function startingPlace(
  { postgres, roles }: Pick<Config, 'postgres' | 'roles'>,
  { startsConnectors = false }: { startsConnectors?: boolean },
): StartingPlace {
  if (postgres === null || startsConnectors) return 'local'
  return roles.has('worker') ? 'both' : 'remote'
}

/** Composes the services that start connectors, here or as errands for a worker. */
export function composeStarters(
  engine: EngineContext & AppContext,
  stores: Pick<Stores, 'errandStore' | 'events'>,
  {
    errands,
    place,
    node,
    isShared,
  }: Pick<Signals, 'errands'> & { place: StartingPlace; node: string; isShared: boolean },
): ConnectorStarters {
  const started = new AsyncDisposableStack()
  const installations = started.use(createInstallations({ ...engine, ...(isShared ? { node } : {}) }))
  const local = {
    installations,
    trials: started.use(createPluginTrials(engine)),
    previews: started.use(createPipelinePreviews(engine)),
    loadedRows: started.use(createLoadedRowsReader(engine)),
    streams: started.use(createPipelineStreams(engine)),
    pythons: (id: string, signal: AbortSignal) => listPythons(engine, id, signal),
  }
  const dispose = { [Symbol.asyncDispose]: () => started.disposeAsync() }
  const { errandStore } = stores
  const { clock, newId, log } = engine
  const routing = { errandStore, executions: engine.executions, node }
  if (errands === null || place === 'local') {
    return { ...local, ...routeByLabels(routing, local, null), ...dispose }
  }
  const ask = createErrands({ errandStore, errandSignal: errands, clock, newId })
  const remote = {
    trials: remoteTrials(ask, errandStore),
    previews: remotePreviews(ask, errandStore),
    loadedRows: remoteLoadedRows(ask, engine),
    streams: remoteStreams(ask, local.streams, engine),
  }
  if (place === 'both') {
    started.use(
      startErrandLoop({
        ...{ errandStore, errandSignal: errands, clock, newId, log, node },
        canInstall: () => engine.installer.canInstall(),
        perform: (errand, signal) => performErrand(local, errand, signal),
      }),
    )
    return { ...local, ...routeByLabels(routing, local, remote), ...dispose }
  }
  return {
    installations: remoteInstallations(ask, local.installations, { ...engine, events: stores.events }),
    ...remote,
    pythons: remotePythons(ask),
    ...dispose,
  }
}
