import type { PreviewDraft } from '@flx/shared/pipelines/preview'
import { BUILT_IN_RUNNER } from '@flx/shared/pipelines/runner'

import type { AuditNote } from '../../../domain/access/audit-log.ts'
import { AppError } from '../../../domain/core/errors.ts'
import type { PipelineRecord } from '../../../domain/core/records.ts'
import { aboutPlugin, draftPreviewed } from '../../access/audit-notes.ts'
import { requireRole } from '../../access/require-role.ts'
import type { AppContext, Requester } from '../../core/context.ts'
import { configKeys, pipelinePlugins } from '../../settings/pipeline-plugins.ts'
import { checkSettings } from '../check-pipeline.ts'
import { requireRunnerRole } from '../check-runner.ts'
import { refuseLocked } from '../locked-fields.ts'

type Context = Pick<AppContext, 'plugins' | 'templates'>

/** The parts of a pipeline that a preview runs. */
export type PreviewedParts = Pick<PipelineRecord, 'extractor' | 'mappers' | 'config' | 'secretSettings'>

/**
 * Returns a draft as saving it would store it, with the secrets kept in `stored`, and its audit entry. Writes
 * nothing. Throws the same errors as saving: AppError `forbidden` if the requester's role does not allow the
 * change, and `invalid` per field, including fields locked by a template.
 */
export async function resolveDraft(
  context: Context,
  draft: PreviewDraft,
  stored: PipelineRecord | undefined,
  requester: Requester,
): Promise<{ parts: PreviewedParts; note: AuditNote }> {
  requireRole(requester, 'editor', 'Previewing changes')
  // A draft consists of our own steps, which a pipeline performed by Meltano does not have.
  requireRunnerRole(requester, stored?.runner ?? BUILT_IN_RUNNER, BUILT_IN_RUNNER)
  const completeDraft = { ...draft, loader: '', transform: '' }
  const { problems, ...merged } = await checkSettings(context, completeDraft, stored ?? { config: {} }, [])
  if (problems.length > 0) {
    throw new AppError('invalid', `The changes cannot be previewed: ${problems[0]?.message ?? ''}`, {
      fields: problems,
    })
  }
  const { extractor, mappers } = draft
  const parts = { extractor, mappers, ...merged }
  if (stored === undefined) {
    const { placed } = await pipelinePlugins(context.plugins, completeDraft)
    const [first] = placed
    if (first === undefined) throw new AppError('invalid', 'Choose an extractor.')
    return { parts, note: aboutPlugin(requester.actor, first.plugin, 'preview') }
  }
  const after = {
    ...{ ...stored, extractor, mappers, requiredLabels: draft.requiredLabels ?? stored.requiredLabels },
    ...(await keepOtherSettings(context, stored, merged, completeDraft)),
  }
  await refuseLocked(context, stored, after)
  return { parts, note: await draftPreviewed(context, requester.actor, stored, after) }
}

/** Returns the pipeline's settings after the edit; those of its loader and transform are kept. */
async function keepOtherSettings(
  { plugins }: Pick<Context, 'plugins'>,
  stored: PipelineRecord,
  merged: Pick<PipelineRecord, 'config' | 'secretSettings'>,
  completeDraft: Parameters<typeof pipelinePlugins>[1],
): Promise<Pick<PipelineRecord, 'config' | 'secretSettings'>> {
  const before = await pipelinePlugins(plugins, { ...stored, loader: '', transform: '' })
  const after = await pipelinePlugins(plugins, completeDraft)
  const replaced = new Set([...before.placed, ...after.placed].flatMap(({ plugin }) => configKeys(plugin)))
  const untouched = <Value>(settings: Record<string, Value>) =>
    Object.fromEntries(Object.entries(settings).filter(([key]) => !replaced.has(key)))
  return {
    config: { ...untouched(stored.config), ...merged.config },
    secretSettings: { ...untouched(stored.secretSettings), ...merged.secretSettings },
  }
}
