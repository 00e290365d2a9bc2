import type { PreviewRequest } from '@flx/shared/pipelines/preview'

import { AppError, invalid } from '../../../domain/core/errors.ts'
import type { Masker } from '../../../domain/core/ports.ts'
import type { PipelineRecord } from '../../../domain/core/records.ts'
import type { ExecutionFolder } from '../../../domain/executions/processes.ts'
import { unmatchedSentences } from '../../../domain/singer/catalog-selection.ts'
import type { EngineContext } from '../../../engine/engine-context.ts'
import {
  catalogMaxAge,
  discoverCatalog,
  hasCapability,
  pinnedCatalog,
} from '../../../engine/files/discover-catalog.ts'
import { createProcessLog } from '../../../engine/progress/process-log.ts'
import { selectionRules } from '../../../engine/files/selection-rules.ts'
import type { ExecutionPlan } from '../../../engine/resolve-execution.ts'
import type { AppContext } from '../../core/context.ts'

const DISCOVER_MS = 60_000

/** Dependencies of a preview. */
export type PreviewContext = EngineContext & Pick<AppContext, 'audit' | 'templates'>

/** A running preview. */
export interface PreviewRun {
  context: PreviewContext
  id: string
  folder: ExecutionFolder
  plan: Pick<ExecutionPlan, 'extractor' | 'mappers'>
  /** The saved pipeline; undefined if it was never saved. */
  stored: PipelineRecord | undefined
  request: PreviewRequest
  signal: AbortSignal
  masker: Masker
}

/**
 * Returns arguments with the catalogue and selection, and the streams to wait for. Throws AppError `invalid`
 * for an unknown stream.
 */
export async function buildExtractorArgs(
  task: PreviewRun,
): Promise<{ args: string[]; streams: string[] | undefined; warnings: string[] }> {
  const { context, id, folder, plan, request, signal, masker, stored } = task
  const { extractor } = plan
  // A failure quotes the output, which also shows whether the extractor knows --discover.
  const processLog = createProcessLog({ clock: context.clock, masker }, 'discover')
  const pinned = stored && (await pinnedCatalog(context, stored.id, extractor))
  const discovery =
    pinned ??
    (await discoverCatalog(withoutStoring(context, task), {
      executionId: id,
      pipelineId: stored?.id ?? '',
      extractor,
      configPath: await folder.write('discover.json', JSON.stringify(extractor.resolved.config)),
      maxAgeHours: stored === undefined ? 0 : catalogMaxAge(stored, extractor, false),
      log: { process: (_source, _key, raw) => processLog.read(raw), recent: processLog.lines },
      stop: {
        signal: AbortSignal.any([signal, AbortSignal.timeout(DISCOVER_MS)]),
        forceSignal: new AbortController().signal,
        graceMs: context.graceMs,
      },
      onSpawn: () => undefined,
      onEnd: () => undefined,
    }))
  if (discovery.outcome === 'failed') throw new AppError('invalid', `${masker.line(discovery.message)}.`)
  if (discovery.outcome === 'none') {
    if (request.streams !== undefined) {
      throw invalid(
        `${extractor.plugin.name} does not provide a catalogue, so streams cannot be chosen.`,
        'streams',
      )
    }
    return { args: [], streams: undefined, warnings: [] }
  }
  const rules = { ...selectionRules(extractor), only: request.streams ?? null }
  const selection = await context.catalogReader.select(discovery.catalog, rules)
  if (selection === undefined) {
    throw new AppError('invalid', 'The stored catalogue is damaged. Discover streams again.')
  }
  const selected = selection.streams.filter((stream) => stream.selected)
  const streams = selected.map(({ name }) => name)
  const missing = request.streams?.filter((name) => !streams.includes(name)) ?? []
  if (missing.length > 0) {
    throw invalid(
      `Not selected in this pipeline: ${masker.line(missing.join(', '))}. Choose other streams.`,
      'streams',
    )
  }
  if (streams.length === 0)
    throw invalid('The pipeline selects no streams, so there is nothing to preview.', 'streams')
  const option = hasCapability(extractor, 'catalog') ? '--catalog' : '--properties'
  const path = await folder.write('catalog.json', selection.catalog)
  const warnings = unmatchedSentences(extractor.plugin.name, selection.unmatched)
  return { args: [option, path], streams, warnings: warnings.map((text) => masker.line(text)) }
}

/** Does not store the catalogue that a draft discovers: it does not belong to the saved pipeline. */
const withoutStoring = (context: PreviewContext, { request }: Pick<PreviewRun, 'request'>): PreviewContext =>
  request.draft === undefined
    ? context
    : { ...context, catalogs: { ...context.catalogs, put: () => Promise.resolve() } }
