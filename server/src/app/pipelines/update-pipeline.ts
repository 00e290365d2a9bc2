import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import type { PipelinePatch } from '@flx/shared/pipelines/pipeline-body'

import { withoutDamage } from '../../domain/core/damage.ts'
import { AppError, conflict } from '../../domain/core/errors.ts'
import type { PipelineRecord, TemplateLink } from '../../domain/core/records.ts'
import { pipelineUpdated } from '../access/audit-notes.ts'
import { requireLabelsRole } from './check-labels.ts'
import { isSameRunner, requireRunnerRole } from './check-runner.ts'
import { checkPipeline } from './check-pipeline.ts'
import { nowText, type AppContext, type Requester } from '../core/context.ts'
import { refuseTakenName, withFreeName, type FromTemplate } from './create-pipeline.ts'
import { refuseLocked } from './locked-fields.ts'
import { requireRole } from '../access/require-role.ts'
import { findPipeline, presentPipeline } from './show-pipeline.ts'

type Context = Pick<
  AppContext,
  'pipelines' | 'plugins' | 'states' | 'executions' | 'clock' | 'followsProject' | 'templates'
>

/**
 * Changes the given fields of a pipeline; `config` is replaced as a whole, and markers keep stored secrets.
 * Operators can only activate and deactivate. With `from`, a template makes the change. Throws AppError
 * `forbidden` for other fields without the role editor, `stale-version` with the current document if another
 * edit came first, and `invalid` for fields locked by its template.
 */
export async function updatePipeline(
  context: Context,
  id: string,
  { version, ...changes }: PipelinePatch,
  requester: Requester,
  from: FromTemplate<TemplateLink | null> | null = null,
): Promise<Pipeline> {
  const isSwitch = from === null && Object.keys(changes).every((field) => field === 'isActive')
  if (!isSwitch) requireRole(requester, 'editor', 'Changing more than active or inactive')
  const stored = await findPipeline(context, id)
  if (changes.runner !== undefined) requireRunnerRole(requester, stored.runner, changes.runner)
  if (changes.requiredLabels !== undefined) {
    // Unreadable labels keep blocking the claim, and rewriting them could unblock it: treat them as changed.
    const before = stored.damaged?.includes('requiredLabels') === true ? [] : [stored.requiredLabels]
    requireLabelsRole(
      requester,
      changes.requiredLabels,
      ...before,
      ...(from === null ? [] : [from.requiredLabels]),
    )
  }
  if (stored.archivedAt !== null) {
    throw conflict(`Cannot change pipeline "${stored.name}": it is archived. Restore it first.`)
  }
  if (stored.version !== version) throw await staleError(context, stored)
  const record = await applyChanges(context, stored, changes, from)
  if (from === null) await refuseLocked(context, stored, record)
  const newExtractor = record.extractor !== stored.extractor
  if (newExtractor || !isSameRunner(record.runner, stored.runner))
    await refuseWhileUnfinished(context, stored)
  const note = await pipelineUpdated(context, requester.actor, stored, record)
  if (!(await withFreeName(record.name, () => context.pipelines.update(record, version, note)))) {
    throw await staleError(context, await findPipeline(context, id))
  }
  // A bookmark has no meaning for another extractor.
  if (newExtractor && (await context.states.current(id)) !== undefined) {
    await context.states.edit(id, {
      text: 'null',
      source: 'reset',
      by: requester.actor.name,
      at: record.updatedAt,
      evenWhileUnfinished: true,
    })
  }
  return presentPipeline(context, record)
}

async function applyChanges(
  context: Context,
  stored: PipelineRecord,
  changes: Omit<PipelinePatch, 'version'>,
  from: FromTemplate<TemplateLink | null> | null,
): Promise<PipelineRecord> {
  const patch = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined))
  const fields = Object.keys(patch)
  const setFields = fields.includes('config') ? [...fields, 'secretSettings'] : fields
  const draft = withoutDamage<PipelineRecord>(
    { ...stored, ...patch, template: from === null ? stored.template : from.link },
    from === null ? setFields : [...setFields, 'templateLink'],
  )
  // Deactivating must work even if the pipeline's plugins are gone.
  if (fields.some((field) => !UNCHECKED_FIELDS.has(field))) {
    Object.assign(
      draft,
      await checkPipeline(context, draft, { ...stored, secretPaths: from?.secretPaths }, stored.id),
    )
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
  'catalogMaxAgeHours',
  'owner',
  'priority',
  'requiredLabels',
  'successObjective',
  'objectiveDays',
])

async function refuseWhileUnfinished(context: Context, stored: PipelineRecord): Promise<void> {
  const [unfinished] = await context.executions.unfinishedOf(stored.id)
  if (unfinished === undefined) return
  throw conflict(
    `Cannot change the extractor of pipeline "${stored.name}", or its runner, while an execution is ${unfinished.status}: its state would not match. Wait until it ends, or cancel it.`,
    { executionId: unfinished.id },
  )
}

async function staleError(context: Context, current: PipelineRecord): Promise<AppError> {
  return new AppError(
    'stale-version',
    `Pipeline "${current.name}" has changed in the meantime. Compare your changes with the current version and save again.`,
    { extra: { current: await presentPipeline(context, current) } },
  )
}
