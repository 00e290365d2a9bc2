import type { PipelinePreview, PreviewRequest } from '@flx/shared/pipelines/preview'

import { AppError, conflict, invalid } from '../../../domain/core/errors.ts'
import type { Masker } from '../../../domain/core/ports.ts'
import type { ExecutionFolder } from '../../../domain/executions/processes.ts'
import { createMasker } from '../../../domain/settings/secrets/masker.ts'
import { unmatchedSentences } from '../../../domain/singer/catalog-selection.ts'
import { previewTables, type Collected } from '../../../domain/singer/preview-rows.ts'
import { openRunFolder } from '../../../engine/limited-run.ts'
import { catalogMaxAge, discoverCatalog, hasCapability } from '../../../engine/files/discover-catalog.ts'
import type { EngineContext } from '../../../engine/engine-context.ts'
import {
  resolveExecution,
  type ExecutionPlan,
  type PlannedProcess,
} from '../../../engine/resolve-execution.ts'
import { selectionRules } from '../../../engine/files/selection-rules.ts'
import { aboutPipeline } from '../../access/audit-notes.ts'
import type { Actor, AppContext } from '../../core/context.ts'
import { findPipeline } from '../show-pipeline.ts'
import { runStage, type RanStage } from './preview-stage.ts'

/** Looks into pipes. Disposing stops and awaits those under way. */
export interface PipelinePreviews extends AsyncDisposable {
  /**
   * Runs the extractor and the mappers of a pipeline for the first records. Nothing is loaded or stored, no state is
   * used. Aborting `signal` stops the programs. Throws AppError `conflict` while the pipeline is being previewed already.
   */
  show(
    pipelineId: string,
    request: PreviewRequest,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<PipelinePreview>
}

type Context = EngineContext & Pick<AppContext, 'audit'>

/** Previews at once: each takes a core and a connection to somewhere. */
const MOST = 4
const DISCOVER_MS = 60_000
const EXTRACT_MS = 60_000
const MAP_MS = 30_000

export function createPipelinePreviews(context: Context): PipelinePreviews {
  const underWay = new Map<string, Promise<PipelinePreview>>()
  const stop = new AbortController()
  return {
    async show(pipelineId, request, actor, signal) {
      if (stop.signal.aborted) throw new AppError('unavailable', 'The server is shutting down.')
      if (underWay.has(pipelineId))
        throw conflict('This pipeline is already being previewed. Wait for the result.')
      if (underWay.size >= MOST) {
        throw new AppError('too-many-requests', `${MOST} previews are already running. Wait until one ends.`)
      }
      const asked = preview(context, pipelineId, request, actor, AbortSignal.any([stop.signal, signal]))
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

async function preview(
  context: Context,
  pipelineId: string,
  request: PreviewRequest,
  actor: Actor,
  signal: AbortSignal,
): Promise<PipelinePreview> {
  const pipeline = await findPipeline(context, pipelineId)
  if (pipeline.archivedAt !== null) {
    throw conflict(`Pipeline "${pipeline.name}" is archived: its secrets are gone. Restore it first.`)
  }
  const plan = await resolveExecution(context, {
    pipelineId,
    pipelineName: pipeline.name,
    options: { fullRefresh: true },
  })
  await context.audit.record(aboutPipeline(actor, pipeline, 'preview'))
  const id = context.newId()
  await using folder = await openRunFolder(context, id)
  const task: PreviewRun = { context, id, folder, plan, request, signal, masker: createMasker(plan.secrets) }
  const { args, streams, warnings } = await extractorArgs(task)
  return { stages: await runStages(task, args, streams), warnings }
}

interface PreviewRun {
  context: Context
  id: string
  folder: ExecutionFolder
  plan: ExecutionPlan
  request: PreviewRequest
  signal: AbortSignal
  masker: Masker
}

async function runStages(
  task: PreviewRun,
  extractorArgs: readonly string[],
  streams: readonly string[] | undefined,
): Promise<PipelinePreview['stages']> {
  const { plan, masker } = task
  const stages: PipelinePreview['stages'] = []
  const add = ({ stage, collected }: RanStage, before: Collected | null): void => {
    const tables = previewTables(collected.streams(), before?.streams() ?? null, masker)
    stages.push({ ...stage, tables })
  }
  const extracted = await run(task, 'extract', plan.extractor, {
    args: extractorArgs,
    limitMs: EXTRACT_MS,
    ...(streams === undefined ? {} : { streams }),
  })
  add(extracted, null)
  let { collected, stage } = extracted
  for (const mapper of plan.mappers) {
    // The output of a failed program is enough; the next one would only fail because of it.
    if (stage.failed) break
    const mapped = await run(task, 'map', mapper, {
      args: [],
      limitMs: MAP_MS,
      stdin: collected
        .lines()
        .map((line) => `${line}\n`)
        .join(''),
    })
    add(mapped, collected)
    ;({ collected, stage } = mapped)
  }
  if (task.signal.aborted) throw new AppError('unavailable', 'The preview was stopped.')
  return stages
}

async function run(
  { context, id, folder, request, signal, masker }: PreviewRun,
  kind: 'extract' | 'map',
  program: PlannedProcess,
  options: { args: readonly string[]; limitMs: number; streams?: readonly string[]; stdin?: string },
): Promise<RanStage> {
  const config = await folder.write(`${program.plugin.id}.json`, JSON.stringify(program.resolved.config))
  return runStage(context, {
    ...options,
    id,
    kind,
    program,
    args: ['--config', config, ...options.args],
    masker,
    signal,
    records: request.records,
  })
}

/** The catalogue with the selection, and the streams that are waited for. Throws AppError `invalid` for one that is not there. */
async function extractorArgs(
  task: PreviewRun,
): Promise<{ args: string[]; streams: string[] | undefined; warnings: string[] }> {
  const { context, id, folder, plan, request, signal, masker } = task
  const { extractor, pipeline } = plan
  const discovery = await discoverCatalog(context, {
    executionId: id,
    pipelineId: pipeline.id,
    extractor,
    configPath: await folder.write('discover.json', JSON.stringify(extractor.resolved.config)),
    maxAgeHours: catalogMaxAge(pipeline, extractor, false),
    log: { process: () => undefined, recent: () => [] },
    stop: {
      signal: AbortSignal.any([signal, AbortSignal.timeout(DISCOVER_MS)]),
      forceSignal: new AbortController().signal,
      graceMs: context.graceMs,
    },
    onSpawn: () => undefined,
    onEnd: () => undefined,
  })
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
