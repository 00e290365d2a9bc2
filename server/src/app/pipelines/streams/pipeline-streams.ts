import type { PipelineStreams as Streams } from '@flx/shared/pipelines/pipeline'

import { unmatchedSentences } from '../../../domain/singer/catalog-selection.ts'
import type { DiscoveredCatalog } from '../../../domain/singer/catalog-store.ts'
import { AppError, conflict } from '../../../domain/core/errors.ts'
import { createMasker } from '../../../domain/settings/secrets/masker.ts'
import type { Masker } from '../../../domain/core/ports.ts'
import { nowText, type Actor, type AppContext } from '../../core/context.ts'
import { openRunFolder } from '../../../engine/limited-run.ts'
import {
  catalogKey,
  discoverCatalog,
  discovers,
  pinnedCatalog,
} from '../../../engine/files/discover-catalog.ts'
import type { EngineContext } from '../../../engine/engine-context.ts'
import { writeProcessFiles } from '../../../engine/files/process-files.ts'
import {
  resolveExecution,
  type ExecutionPlan,
  type PlannedProcess,
} from '../../../engine/resolve-execution.ts'
import { createProcessLog } from '../../../engine/progress/process-log.ts'
import { selectionRules } from '../../../engine/files/selection-rules.ts'
import { findPipeline } from '../show-pipeline.ts'

/** The streams that a pipeline's extractor offers. Disposing stops and awaits running discoveries. */
export interface PipelineStreams extends AsyncDisposable {
  /** Returns the streams of the known catalogue. */
  show(pipelineId: string): Promise<Streams>
  /** Runs a discovery now. Throws AppError `invalid` with the extractor's output if it fails. */
  discover(pipelineId: string): Promise<Streams>
  /** Stops a running discovery, if any: its callers get AppError `conflict`. */
  cancel(pipelineId: string): void
  /** Returns when this server's running discovery started; null if there is none. */
  discoveringSince(pipelineId: string): string | null
}

const NO_STREAMS: Streams = { streams: null, discoveredAt: null, hasCatalog: false, warnings: [] }

const NOT_KEPT =
  'The catalogue contains a secret of the configuration, so it is not stored: every execution discovers streams again.'

/** Time limit of a discovery: a source that takes longer is stuck. */
const LIMIT_MS = 5 * 60_000

export function createPipelineStreams(context: EngineContext): PipelineStreams {
  const inProgress = new Map<string, { answer: Promise<Streams>; since: string; cancel: AbortController }>()
  const stop = new AbortController()

  return {
    async show(pipelineId) {
      const { extractor, secrets } = await planOf(context, pipelineId)
      const pinned = await pinnedCatalog(context, pipelineId, extractor)
      const catalog = pinned ?? (await context.catalogs.get(pipelineId, catalogKey(context, extractor)))
      const hasCatalog = pinned !== undefined || discovers(extractor)
      if (catalog === undefined || !hasCatalog) return { ...NO_STREAMS, hasCatalog }
      return present(context, extractor, catalog, createMasker(secrets))
    },

    async discover(pipelineId) {
      if (stop.signal.aborted) throw new AppError('unavailable', 'The server is shutting down.')
      // Requests during a discovery share its result.
      const running = inProgress.get(pipelineId)
      if (running !== undefined) return running.answer
      const cancel = new AbortController()
      const answer = discover(context, pipelineId, stop.signal, cancel.signal)
      inProgress.set(pipelineId, { answer, since: nowText(context), cancel })
      try {
        return await answer
      } finally {
        inProgress.delete(pipelineId)
      }
    },

    cancel: (pipelineId) => inProgress.get(pipelineId)?.cancel.abort(),

    discoveringSince: (pipelineId) => inProgress.get(pipelineId)?.since ?? null,

    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.allSettled([...inProgress.values()].map(({ answer }) => answer))
    },
  }
}

/** Discovers streams on a user's request and records that in the audit log. */
export async function discoverStreams(
  context: Pick<AppContext, 'audit' | 'pipelines'>,
  streams: PipelineStreams,
  pipelineId: string,
  actor: Actor,
): Promise<Streams> {
  const answer = await streams.discover(pipelineId)
  const { name: entityName } = await findPipeline(context, pipelineId)
  await context.audit.record({
    actor,
    action: 'discover',
    entityType: 'pipeline',
    entityId: pipelineId,
    entityName,
  })
  return answer
}

/** Returns the plan an execution would use now. Throws AppError with the reason if there is none. */
export async function planOf(context: EngineContext, pipelineId: string): Promise<ExecutionPlan> {
  const pipeline = await findPipeline(context, pipelineId)
  if (pipeline.archivedAt !== null) {
    throw conflict(`Pipeline "${pipeline.name}" is archived: its secrets are gone. Restore it first.`)
  }
  return resolveExecution(context, {
    pipelineId,
    pipelineName: pipeline.name,
    options: { fullRefresh: false },
  })
}

async function discover(
  context: EngineContext,
  pipelineId: string,
  stopSignal: AbortSignal,
  cancelSignal: AbortSignal,
): Promise<Streams> {
  const { extractor, secrets } = await planOf(context, pipelineId)
  if (!discovers(extractor)) return NO_STREAMS
  const masker = createMasker(secrets)
  // Marks its processes as an execution does, so that they can be found and stopped.
  const id = context.newId()
  await using folder = await openRunFolder(context, id)
  const force = new AbortController()
  const processLog = createProcessLog({ clock: context.clock, masker }, 'discover')
  const discovery = await discoverCatalog(context, {
    executionId: id,
    pipelineId,
    extractor,
    configPath: await writeProcessFiles(folder, extractor, 'extractor'),
    maxAgeHours: 0,
    log: { process: (_source, _key, raw) => processLog.read(raw), recent: processLog.lines },
    stop: {
      signal: AbortSignal.any([stopSignal, cancelSignal, AbortSignal.timeout(LIMIT_MS)]),
      forceSignal: force.signal,
      graceMs: context.graceMs,
    },
    onSpawn: () => undefined,
    onEnd: () => undefined,
  })
  if (discovery.outcome === 'found') {
    const streams = await present(context, extractor, discovery, masker)
    if (discovery.holdsSecret !== true) return streams
    return { ...streams, warnings: [NOT_KEPT, ...streams.warnings] }
  }
  if (cancelSignal.aborted) throw conflict('The discovery was stopped.')
  if (discovery.outcome === 'none') return NO_STREAMS
  throw new AppError('invalid', `${masker.line(discovery.message)}.`)
}

async function present(
  { catalogReader }: EngineContext,
  extractor: PlannedProcess,
  { catalog, discoveredAt }: DiscoveredCatalog,
  masker: Masker,
): Promise<Streams> {
  const selection = await catalogReader.select(catalog, { ...selectionRules(extractor), only: null })
  // A damaged catalogue is discovered again.
  if (selection === undefined) return { ...NO_STREAMS, hasCatalog: true }
  const streams = selection.streams.map((stream) => ({
    ...stream,
    name: masker.line(stream.name),
  }))
  const warnings = unmatchedSentences(extractor.plugin.name, selection.unmatched)
  return { streams, discoveredAt, hasCatalog: true, warnings: warnings.map((text) => masker.line(text)) }
}
