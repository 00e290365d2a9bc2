import { AppError } from '../../domain/core/errors.ts'
import { NO_REQUIREMENTS, type ErrandNeeds, type ErrandStore } from '../../domain/errands/errand-store.ts'
import type { AppContext } from '../core/context.ts'
import type { LoadedRowsReader } from '../executions/loaded-rows.ts'
import type { PipelinePreviews } from '../pipelines/preview/preview-pipeline.ts'
import type { PipelineStreams } from '../pipelines/streams/pipeline-streams.ts'
import type { PluginTrials } from '../plugins/trials/plugin-trials.ts'
import { draftNeeds, needsOf } from './needs.ts'

/** Services that start connectors with settings, so that the network they run in matters. */
interface ConnectorServices {
  trials: PluginTrials
  previews: PipelinePreviews
  loadedRows: LoadedRowsReader
  streams: PipelineStreams
}

interface Context extends Pick<AppContext, 'executions'> {
  errandStore: Pick<ErrandStore, 'fits' | 'labelsOf'>
  /** Name of this server. */
  node: string
}

/**
 * Starts connectors on this server if it has the labels that their pipeline requires, otherwise on another
 * worker, or throws if `remote` is null. Disposing does nothing: the caller owns `local`.
 */
export function routeByLabels(
  { errandStore, executions, node }: Context,
  local: ConnectorServices,
  remote: ConnectorServices | null,
): ConnectorServices {
  const servicesFor = async (needs: ErrandNeeds): Promise<ConnectorServices> => {
    if (await errandStore.fits(node, needs)) return local
    if (remote !== null) return remote
    throw new AppError('unavailable', noWorker(await errandStore.labelsOf(needs)))
  }
  const nothingToDispose = { [Symbol.asyncDispose]: () => Promise.resolve() }
  return {
    trials: {
      async test(id, options, requester, signal) {
        const { pipelineId, requiredLabels } = options.tried ?? {}
        const services = await servicesFor(
          await draftNeeds(errandStore, pipelineId, requiredLabels, requester),
        )
        return services.trials.test(id, options, requester, signal)
      },
      invoke: async (...args) => (await servicesFor(NO_REQUIREMENTS)).trials.invoke(...args),
      // Only asks the program about itself, without settings.
      describe: (...args) => local.trials.describe(...args),
      ...nothingToDispose,
    },
    previews: {
      async show(id, request, requester, signal) {
        const services = await servicesFor(
          await draftNeeds(errandStore, id, request.draft?.requiredLabels, requester),
        )
        return services.previews.show(id, request, requester, signal)
      },
      ...nothingToDispose,
    },
    loadedRows: {
      async show(id, ...rest) {
        const needs = needsOf((await executions.find(id))?.pipelineId)
        return (await servicesFor(needs)).loadedRows.show(id, ...rest)
      },
      ...nothingToDispose,
    },
    streams: {
      show: (id) => local.streams.show(id),
      discover: async (id) => (await servicesFor(needsOf(id))).streams.discover(id),
      cancel(id) {
        local.streams.cancel(id)
        remote?.streams.cancel(id)
      },
      discoveringSince: (id) =>
        local.streams.discoveringSince(id) ?? remote?.streams.discoveringSince(id) ?? null,
      ...nothingToDispose,
    },
  }
}

const noWorker = (labels: readonly string[]): string =>
  labels.length === 0
    ? 'This server is reserved for pipelines that require labels, and no other worker is connected.'
    : `The pipeline requires the labels ${labels.join(', ')}, and this server does not have all of them. Set FLX_WORKER_LABELS, or change what the pipeline requires.`
