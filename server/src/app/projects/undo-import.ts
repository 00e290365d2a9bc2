import type { PipelinePatch } from '@flx/shared/pipelines/pipeline-body'
import type { PluginPatch } from '@flx/shared/plugins/plugin'
import type { ImportUndo, ImportUndoResult, UnreadableSteps } from '@flx/shared/projects/project-import'

import { AppError, conflict, notFound } from '../../domain/core/errors.ts'
import type { ImportStep, ProjectRecord } from '../../domain/projects/project-store.ts'
import { requireRole } from '../access/require-role.ts'
import type { Requester } from '../core/context.ts'
import { archivePipeline } from '../pipelines/archive-pipeline.ts'
import { updatePipeline } from '../pipelines/update-pipeline.ts'
import { deletePlugin } from '../plugins/delete-plugin.ts'
import { updatePlugin } from '../plugins/update-plugin.ts'
import type { ProjectContext } from './project-context.ts'

type Step = ImportStep & { position: number }

/**
 * Previews undoing the last import of a project. Throws AppError `not-found`, and `conflict` without such an
 * import.
 */
export async function showUndo(context: ProjectContext, projectId: string): Promise<ImportUndo> {
  const { record, steps, unreadable } = await findSteps(context, projectId)
  const problems = await problemsOf(context, steps)
  return {
    importedAt: record.importedAt,
    importedBy: record.importedBy,
    items: steps.map((step) => ({ ...targetOf(step), problem: problems.get(step.position) ?? null })),
    unreadable,
  }
}

/**
 * Undoes the last import of a project, last step first: created items are archived or deleted, changed ones
 * get their previous values, each through the same use case as a user's edit. Items changed since are kept,
 * with the reason, and can be retried. Throws AppError `conflict` if the project was imported again
 * meanwhile.
 */
export async function undoImport(
  context: ProjectContext,
  projectId: string,
  { importedAt }: { importedAt: string },
  requester: Requester,
): Promise<ImportUndoResult> {
  requireRole(requester, 'editor', 'Undoing an import')
  const { record, steps, unreadable } = await findSteps(context, projectId)
  if (record.importedAt !== importedAt) {
    throw conflict(`"${record.name}" was imported again in the meantime. Review what would be undone.`)
  }
  const items: ImportUndoResult['items'] = []
  for (const step of steps) {
    const message = await undoStep(context, record, step, requester)
    items.push({ ...targetOf(step), undone: message === null, message })
  }
  await context.audit.record({
    ...{ actor: requester.actor, action: 'restore', entityType: 'project' },
    ...{ entityId: record.id, entityName: record.name, changes: [] },
  })
  return { items, unreadable }
}

async function findSteps(
  { projects, projectImports }: ProjectContext,
  projectId: string,
): Promise<{ record: ProjectRecord; steps: Step[]; unreadable: UnreadableSteps | null }> {
  const record = await projects.find(projectId)
  if (record === undefined) throw notFound('project', projectId)
  if (record.source === 'folder') {
    throw conflict(
      `Cannot undo the import of "${record.name}": the server follows its folder and would import it again.`,
    )
  }
  const { steps, unreadable } = await projectImports.steps(projectId)
  return { record, steps, unreadable: unreadable === 0 ? null : unreadableSteps(unreadable) }
}

const unreadableSteps = (steps: number): UnreadableSteps => ({
  steps,
  message:
    steps === 1
      ? 'The record of one step of the import is damaged: it cannot be undone, so what it did is kept.'
      : `The records of ${steps} steps of the import are damaged: they cannot be undone, so what they did is kept.`,
})

const targetOf = ({ type, entityId, name, outcome }: Step) => ({ type, id: entityId, name, outcome })

const CHANGED = 'It has changed since the import, so it is kept.'
const INSTALLED = 'It has been changed or installed since the import, so it is kept.'

/** Returns why steps cannot be undone, by position. */
async function problemsOf(context: ProjectContext, steps: readonly Step[]): Promise<Map<number, string>> {
  const versions = await versionsOf(context, steps)
  const problems = new Map<number, string>()
  for (const { position, entityId, version, type, outcome } of steps) {
    const current = versions.get(entityId)
    if (current === undefined || current === version) continue
    problems.set(position, type === 'plugin' && outcome === 'created' ? INSTALLED : CHANGED)
  }
  return problems
}

/** Returns the current versions by ID, without deleted or archived items. */
async function versionsOf(
  { pipelines, plugins }: ProjectContext,
  steps: readonly Pick<Step, 'type' | 'entityId' | 'name'>[],
): Promise<Map<string, number>> {
  const stepsOf = (type: Step['type']) => steps.filter((step) => step.type === type)
  const storedPipelines = await pipelines.withIds(stepsOf('pipeline').map(({ entityId }) => entityId))
  const storedPlugins = await plugins.findByNames(stepsOf('plugin').map(({ name }) => name))
  return new Map([
    ...storedPipelines.flatMap(({ id, version, archivedAt }) =>
      archivedAt === null ? [[id, version] as const] : [],
    ),
    ...storedPlugins.map(({ id, revision }) => [id, revision] as const),
  ])
}

/** Undoes one step. Returns null on success, otherwise the reason. */
async function undoStep(
  context: ProjectContext,
  { id: projectId }: ProjectRecord,
  step: Step,
  requester: Requester,
): Promise<string | null> {
  const problem = (await problemsOf(context, [step])).get(step.position)
  if (problem !== undefined) return problem
  try {
    if ((await versionsOf(context, [step])).has(step.entityId)) await revert(context, step, requester)
    await context.projectImports.undone(projectId, step)
    return null
  } catch (error) {
    if (!(error instanceof AppError) || error.code === 'unavailable') throw error
    return error.message
  }
}

async function revert(
  context: ProjectContext,
  { type, outcome, entityId, version, before, secrets }: Step,
  requester: Requester,
): Promise<void> {
  if (outcome === 'created') {
    if (type === 'pipeline') await archivePipeline(context, entityId, requester.actor)
    else await deletePlugin(context, entityId, requester.actor)
  } else if (type === 'pipeline') {
    await updatePipeline(context, entityId, { ...before, version } as PipelinePatch, requester)
  } else {
    await updatePlugin(context, entityId, { ...before, revision: version } as PluginPatch, requester.actor, {
      secrets,
    })
  }
}
