import type { PipelinePreview, PreviewRequest } from '@flx/shared/pipelines/preview'

import { refuseDamaged } from '../../../domain/core/damage.ts'
import { AppError, conflict, invalid } from '../../../domain/core/errors.ts'
import type { AuditNote } from '../../../domain/access/audit-log.ts'
import type { PipelineRecord } from '../../../domain/core/records.ts'
import { createMasker } from '../../../domain/settings/secrets/masker.ts'
import { previewTables, type RecordCollector } from '../../../domain/singer/preview-rows.ts'
import { openRunFolder } from '../../../engine/limited-run.ts'
import { planExtraction, type PlannedProcess } from '../../../engine/resolve-execution.ts'
import { aboutPipeline } from '../../access/audit-notes.ts'
import type { Requester } from '../../core/context.ts'
import { knownSecrets } from '../../settings/known-secrets.ts'
import { findPipeline } from '../show-pipeline.ts'
import { resolveDraft, type PreviewedParts } from './resolve-draft.ts'
import { buildExtractorArgs, type PreviewContext, type PreviewRun } from './preview-catalog.ts'
import { runStage, type FinishedStage } from './preview-stage.ts'

/** Runs previews of pipelines. Disposing stops and awaits running previews. */
export interface PipelinePreviews extends AsyncDisposable {
  /**
   * Runs the extractor and mappers of a saved pipeline, or of the draft in the request, for the first
   * records. Nothing is loaded or stored, and no state is used. `pipelineId` is null for a pipeline that was
   * never saved. Aborting `signal` stops the programs. Throws AppError `conflict` while the pipeline is
   * already being previewed, and the errors of saving the draft.
   */
  show(
    pipelineId: string | null,
    request: PreviewRequest,
    requester: Requester,
    signal: AbortSignal,
  ): Promise<PipelinePreview>
}

/** Maximum number of simultaneous previews: each uses a core and a connection. */
const LIMIT = 4
const EXTRACT_MS = 60_000
const MAP_MS = 30_000

export function createPipelinePreviews(context: PreviewContext): PipelinePreviews {
  const inProgress = new Map<string, Promise<PipelinePreview>>()
  const stop = new AbortController()
  return {
    async show(pipelineId, request, requester, signal) {
      // Each user can run one preview of an unsaved pipeline at a time.
      const key = pipelineId ?? `new of ${requester.actor.id ?? ''}`
      if (stop.signal.aborted) throw new AppError('unavailable', 'The server is shutting down.')
      if (inProgress.has(key))
        throw conflict('This pipeline is already being previewed. Wait for the result.')
      if (inProgress.size >= LIMIT) {
        throw new AppError('too-many-requests', `${LIMIT} previews are already running. Wait until one ends.`)
      }
      const running = preview(context, pipelineId, request, requester, AbortSignal.any([stop.signal, signal]))
      inProgress.set(key, running)
      try {
        return await running
      } finally {
        inProgress.delete(key)
      }
    },
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.allSettled(inProgress.values())
    },
  }
}

async function preview(
  context: PreviewContext,
  pipelineId: string | null,
  request: PreviewRequest,
  requester: Requester,
  signal: AbortSignal,
): Promise<PipelinePreview> {
  const stored = pipelineId === null ? undefined : await findPipeline(context, pipelineId)
  if (stored !== undefined && stored.archivedAt !== null) {
    throw conflict(`Pipeline "${stored.name}" is archived: its secrets are gone. Restore it first.`)
  }
  const { parts, note } = await findParts(context, stored, request, requester)
  const plan = await planExtraction(context, parts)
  await context.audit.record(note)
  const id = context.newId()
  await using folder = await openRunFolder(context, id)
  // The source might contain secrets of the pipeline's other plugins: mask those too, although these plugins
  // do not run.
  const otherSecrets = stored === undefined ? [] : await knownSecrets(context, stored)
  const masker = createMasker([...plan.secrets, ...otherSecrets])
  const task: PreviewRun = { context, id, folder, plan, stored, request, signal, masker }
  const { args, streams, warnings } = await buildExtractorArgs(task)
  return { stages: await runStages(task, args, streams), warnings }
}

/** Returns the parts and the audit entry of the saved pipeline or of the draft. */
async function findParts(
  context: PreviewContext,
  stored: PipelineRecord | undefined,
  { draft }: PreviewRequest,
  requester: Requester,
): Promise<{ parts: PreviewedParts; note: AuditNote }> {
  if (draft !== undefined) return resolveDraft(context, draft, stored, requester)
  if (stored === undefined) throw invalid('Send the draft to preview.', 'draft')
  refuseDamaged('pipeline', stored)
  return { parts: stored, note: aboutPipeline(requester.actor, stored, 'preview') }
}

async function runStages(
  task: PreviewRun,
  extractorArgs: readonly string[],
  streams: readonly string[] | undefined,
): Promise<PipelinePreview['stages']> {
  const { plan, masker } = task
  const stages: PipelinePreview['stages'] = []
  const add = ({ stage, collected }: FinishedStage, before: RecordCollector | null): void => {
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
    // The output of the failed program is enough; the next one would only fail because of it.
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
): Promise<FinishedStage> {
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
