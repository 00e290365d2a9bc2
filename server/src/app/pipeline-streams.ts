import type { LogLine } from '@flx/shared/execution'
import type { PipelineStreams as Streams } from '@flx/shared/pipeline'

import { selectInCatalog, streamsOf } from '../domain/catalog-selection.ts'
import { AppError, conflict } from '../domain/errors.ts'
import { createMasker } from '../domain/masker.ts'
import type { Masker } from '../domain/ports.ts'
import type { Actor, AppContext } from './context.ts'
import { catalogKey, discoverCatalog, discovers, selectionRules } from './discover-catalog.ts'
import type { EngineContext } from './engine-context.ts'
import { resolveExecution, type ExecutionPlan, type PlannedProcess } from './resolve-execution.ts'
import { findPipeline } from './show-pipeline.ts'

/** What the extractor of a pipeline offers. Disposing stops discoveries under way and awaits them. */
export interface PipelineStreams extends AsyncDisposable {
  /** From the catalogue that is known. */
  show(pipelineId: string): Promise<Streams>
  /** Asks the extractor now. Throws AppError `invalid` with what it said when it fails. */
  discover(pipelineId: string): Promise<Streams>
}

/** A source that takes longer to say what it has is stuck. */
const LIMIT_MS = 5 * 60_000
const REMEMBERED_LINES = 50

export function createPipelineStreams(context: EngineContext): PipelineStreams {
  const underWay = new Map<string, Promise<Streams>>()
  const stop = new AbortController()

  return {
    async show(pipelineId) {
      const { extractor, secrets } = await planOf(context, pipelineId)
      const catalog = await context.catalogs.get(catalogKey(context, extractor))
      const hasCatalog = discovers(extractor)
      if (catalog === undefined || !hasCatalog) return { streams: null, hasCatalog }
      return present(extractor, catalog, createMasker(secrets))
    },

    async discover(pipelineId) {
      if (stop.signal.aborted) throw new AppError('unavailable', 'The server is shutting down.')
      // Who asks while it is under way gets the same answer.
      const known = underWay.get(pipelineId)
      if (known !== undefined) return known
      const asked = discover(context, pipelineId, stop.signal)
      underWay.set(pipelineId, asked)
      try {
        return await asked
      } finally {
        underWay.delete(pipelineId)
      }
    },

    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.allSettled(underWay.values())
    },
  }
}

/** Asks for a person, and notes that. */
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

async function planOf(context: EngineContext, pipelineId: string): Promise<ExecutionPlan> {
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

async function discover(context: EngineContext, pipelineId: string, stopped: AbortSignal): Promise<Streams> {
  const { extractor, secrets } = await planOf(context, pipelineId)
  if (!discovers(extractor)) return { streams: null, hasCatalog: false }
  const masker = createMasker(secrets)
  // Marks its processes like those of an execution, so that they are found and ended.
  const id = context.newId()
  const folder = await context.folders.create(id)
  const force = new AbortController()
  const recent: LogLine[] = []
  try {
    const discovery = await discoverCatalog(context, {
      executionId: id,
      extractor,
      configPath: await folder.write('config.json', JSON.stringify(extractor.resolved.config)),
      fresh: true,
      log: {
        process(source, _key, raw) {
          const at = context.clock.now().toISOString()
          recent.push({ line: recent.length + 1, at, source, level: 'info', text: masker.line(raw) })
          if (recent.length > REMEMBERED_LINES) recent.shift()
        },
        recent: () => recent,
      },
      stop: {
        signal: AbortSignal.any([stopped, AbortSignal.timeout(LIMIT_MS)]),
        forceSignal: force.signal,
        graceMs: context.graceMs,
      },
      onSpawn: () => undefined,
      onEnd: () => undefined,
    })
    if (discovery.outcome === 'found') return present(extractor, discovery.catalog, masker)
    if (discovery.outcome === 'none') return { streams: null, hasCatalog: false }
    throw new AppError('invalid', `${masker.line(discovery.message)}.`)
  } finally {
    await context.starter.sweep(id)
    await folder.remove()
  }
}

function present(
  extractor: PlannedProcess,
  catalog: Parameters<typeof selectInCatalog>[0],
  masker: Masker,
): Streams {
  const selected = selectInCatalog(catalog, { ...selectionRules(extractor), only: null })
  const streams = streamsOf(selected).map((stream) => ({ ...stream, name: masker.line(stream.name) }))
  return { streams, hasCatalog: true }
}
