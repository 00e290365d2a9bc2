import type { Pipeline, PipelinePatch } from '@flx/shared/pipeline'

import { AppError, conflict } from '../domain/errors.ts'
import type { PipelineRecord } from '../domain/records.ts'
import { pipelineUpdated } from './audit-notes.ts'
import { checkPipeline } from './check-pipeline.ts'
import { nowText, type Actor, type AppContext } from './context.ts'
import { refuseTakenName, withFreeName } from './create-pipeline.ts'
import { findPipeline, presentPipeline } from './show-pipeline.ts'

type Context = Pick<AppContext, 'pipelines' | 'plugins' | 'states' | 'executions' | 'clock'>

/**
 * Changes the given fields of a pipeline; `config` is replaced as a whole, with markers keeping stored secrets.
 * Throws AppError `stale-version` with the current document when somebody else was faster (decision 20).
 */
export async function updatePipeline(
  context: Context,
  id: string,
  { version, ...changes }: PipelinePatch,
  actor: Actor,
): Promise<Pipeline> {
  const stored = await findPipeline(context, id)
  if (stored.archivedAt !== null) {
    throw conflict(`Cannot change pipeline "${stored.name}": it is archived. Restore it first.`)
  }
  if (stored.version !== version) throw await stale(context, stored)
  const record = await applyChanges(context, stored, changes)
  const newExtractor = record.extractor !== stored.extractor
  if (newExtractor) await refuseWhileUnfinished(context, stored)
  const note = await pipelineUpdated(context, actor, stored, record)
  if (!(await withFreeName(context, record, () => context.pipelines.update(record, version, note)))) {
    throw await stale(context, await findPipeline(context, id))
  }
  // The bookmark of one extractor means nothing to another.
  if (newExtractor && (await context.states.current(id)) !== undefined) {
    await context.states.edit(id, null, 'reset', actor.name, record.updatedAt)
  }
  return presentPipeline(context, record)
}

async function applyChanges(
  context: Context,
  stored: PipelineRecord,
  changes: Omit<PipelinePatch, 'version'>,
): Promise<PipelineRecord> {
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const draft: PipelineRecord = { ...stored, ...given }
  // Switching a pipeline off must work even when its plugins are gone.
  if (Object.keys(given).some((field) => !UNCHECKED_FIELDS.has(field))) {
    draft.config = await checkPipeline(context, draft, stored.config, stored.id)
  }
  if (draft.name !== stored.name) await refuseTakenName(context, draft.name, stored.id)
  return { ...draft, version: stored.version + 1, updatedAt: nowText(context) }
}

const UNCHECKED_FIELDS: ReadonlySet<string> = new Set([
  'isActive',
  'name',
  'description',
  'tags',
  'timeoutSeconds',
  'missedTicks',
  'retryAttempts',
  'retryDelaySeconds',
  'retryOn',
  'silenceTimeoutSeconds',
])

async function refuseWhileUnfinished(context: Context, stored: PipelineRecord): Promise<void> {
  const [unfinished] = await context.executions.unfinishedOf(stored.id)
  if (unfinished === undefined) return
  throw conflict(
    `Cannot change the extractor of pipeline "${stored.name}" while an execution is ${unfinished.status}: its state would be reset. Wait for its end or cancel it.`,
    { executionId: unfinished.id },
  )
}

async function stale(context: Context, current: PipelineRecord): Promise<AppError> {
  return new AppError(
    'stale-version',
    `Pipeline "${current.name}" was changed meanwhile. Compare your changes with the current version and save again.`,
    { extra: { current: await presentPipeline(context, current) } },
  )
}
