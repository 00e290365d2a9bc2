import { AppError } from '../../domain/core/errors.ts'
import { NO_REQUIREMENTS, type ErrandNeeds, type ErrandStore } from '../../domain/errands/errand-store.ts'
import type { AppContext } from '../core/context.ts'
import type { LoadedRowsReader } from '../executions/loaded-rows.ts'
import type { PipelinePreviews } from '../pipelines/preview/preview-pipeline.ts'
import type { PipelineStreams } from '../pipelines/streams/pipeline-streams.ts'
import type { PluginTrials } from '../plugins/trials/plugin-trials.ts'
import { draftNeeds, needsOf } from './needs.ts'

/** Services that start connectors with settings, so that the network they run in matters. */
interface Connecting {
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
 * worker, or throws if `others` is null. Disposing does nothing: the caller owns `here`.
 */
export function whereItFits(
  { errandStore, executions, node }: Context,
  here: Connecting,
  others: Connecting | null,
): Connecting {
  const placeFor = async (needs: ErrandNeeds): Promise<Connecting> => {
    if (await errandStore.fits(node, needs)) return here
    if (others !== null) return others
    throw new AppError('unavailable', noWorker(await errandStore.labelsOf(needs)))
  }
  const nothing = { [Symbol.asyncDispose]: () => Promise.resolve() }
  return {
    trials: {
      async test(id, options, asker, signal) {
        const { pipelineId, requiredLabels } = options.tried ?? {}
        const place = await placeFor(await draftNeeds(errandStore, pipelineId, requiredLabels, asker))
        return place.trials.test(id, options, asker, signal)
      },
      invoke: async (...given) => (await placeFor(NO_REQUIREMENTS)).trials.invoke(...given),
      // Only asks the program about itself, without settings.
      describe: (...given) => here.trials.describe(...given),
      ...nothing,
    },
    previews: {
      async show(id, request, asker, signal) {
        const place = await placeFor(await draftNeeds(errandStore, id, request.draft?.requiredLabels, asker))
        return place.previews.show(id, request, asker, signal)
      },
      ...nothing,
    },
    loadedRows: {
      async show(id, ...rest) {
        const needs = needsOf((await executions.find(id))?.pipelineId)
        return (await placeFor(needs)).loadedRows.show(id, ...rest)
      },
      ...nothing,
    },
    streams: {
      show: (id) => here.streams.show(id),
      discover: async (id) => (await placeFor(needsOf(id))).streams.discover(id),
      cancel(id) {
        here.streams.cancel(id)
        others?.streams.cancel(id)
      },
      discoveringSince: (id) =>
        here.streams.discoveringSince(id) ?? others?.streams.discoveringSince(id) ?? null,
      ...nothing,
    },
  }
}

const noWorker = (labels: readonly string[]): string =>
  labels.length === 0
    ? 'This server is reserved for pipelines that require labels, and no other worker is connected.'
    : `The pipeline requires the labels ${labels.join(', ')}, and this server does not have all of them. Set FLX_WORKER_LABELS, or change what the pipeline requires.`
