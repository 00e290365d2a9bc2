import type { JsonObject } from '@flx/shared/json/json'
import type { PluginPatch } from '@flx/shared/plugins/plugin'
import type {
  ProjectApplyRequest,
  ProjectPreview,
  ProjectPreviewRequest,
  ProjectResult,
} from '@flx/shared/projects/project-import'

import { AppError } from '../../domain/core/errors.ts'
import { refusedAs } from '../../domain/core/store-refusal.ts'
import type { PlannedPipeline, PlannedPlugin } from '../../domain/projects/import/planned.ts'
import type { ImportStep, ProjectRecord } from '../../domain/projects/project-store.ts'
import { requireRole } from '../access/require-role.ts'
import { nowText, type Requester } from '../core/context.ts'
import { createPipeline } from '../pipelines/create-pipeline.ts'
import { updatePipeline } from '../pipelines/update-pipeline.ts'
import { addPlugin } from '../plugins/add-plugin.ts'
import { updatePlugin } from '../plugins/update-plugin.ts'
import { choiceToStore, requireChoiceRole } from './choose-runner.ts'
import { planProject, type ProjectPlan } from './plan-project.ts'
import { changedFields, inheritedFirst, presentPlan } from './present-plan.ts'
import type { ProjectContext } from './project-context.ts'

/** Plans an import of a project. Changes nothing. */
export const previewProject = async (
  context: ProjectContext,
  request: ProjectPreviewRequest,
  requester: Pick<Requester, 'role'>,
): Promise<ProjectPreview> => {
  await requireChoiceRole(context, request, requester)
  return presentPlan(context, await planProject(context, request))
}

/**
 * Imports a project as it was reviewed. Each plugin and pipeline is saved separately through the same use
 * case as a user's edit, so that a failure does not block the others. Installs and executes nothing. Throws
 * AppError `conflict` if the project, or something on this server, has changed since the review.
 */
export async function applyProject(
  context: ProjectContext,
  { fingerprint, skip, overwrite, ...request }: ProjectApplyRequest,
  requester: Requester,
): Promise<ProjectResult> {
  requireRole(requester, 'editor', 'Importing a project')
  await requireChoiceRole(context, request, requester)
  const planned = await planProject(context, request)
  if (planned.reviewed !== fingerprint) {
    throw new AppError(
      'conflict',
      'The project, or something here, has changed since the review. Review the changes again.',
    )
  }
  return applyPlan(context, planned, { skip: new Set(skip), overwrite: new Set(overwrite) }, requester)
}

interface Choices {
  skip: ReadonlySet<string>
  overwrite: ReadonlySet<string>
}
type Item = ProjectResult['items'][number]

/** Applies a plan: saves its plugins and pipelines and records the steps for an undo. */
export async function applyPlan(
  context: ProjectContext,
  planned: ProjectPlan,
  { skip, overwrite }: Choices,
  requester: Requester,
  /** The requester for pipelines that Meltano performs, which an administrator must have chosen. */
  chooser = requester,
): Promise<ProjectResult> {
  const { plan, request } = planned
  const saved = await saveProject(context, planned, requester)
  const items: Item[] = []
  const ids = new Map<string, string>()
  await context.projectImports.begin(saved.id, plan.plugins.length + plan.pipelines.length)
  let position = 0
  for (const plugin of inheritedFirst(plan.plugins)) {
    const body = overwrite.has(plugin.wanted.key) ? (plugin.overwritten ?? plugin.next) : plugin.next
    await saveItem(plugin, plugin.wanted.kind, () => savePlugin(context, plugin, body, requester))
    position += 1
  }
  for (const pipeline of plan.pipelines) {
    const { wanted, stored } = pipeline
    const body = overwrite.has(wanted.key) ? (pipeline.overwritten ?? pipeline.next) : pipeline.next
    if (wanted.scheduleKey !== undefined && skip.has(wanted.scheduleKey)) {
      body.schedule = stored?.schedule ?? ''
    }
    const id = await saveItem(pipeline, 'pipeline', () =>
      savePipeline(context, pipeline, body, ids, wanted.through === 'choice' ? chooser : requester),
    )
    if (id !== undefined) ids.set(wanted.name, id)
    position += 1
  }
  return { projectId: saved.id, items }

  /** Saves one plugin or pipeline together with its origin. */
  async function saveItem(
    { wanted, stored, origin, outcome, claims, allClaims }: PlannedPlugin | PlannedPipeline,
    kind: Item['kind'],
    save: () => Promise<Saved>,
  ): Promise<string | undefined> {
    let step: ImportStep | null = null
    try {
      return await applyItem()
    } finally {
      await context.projectImports.note(saved.id, position, request.files === null ? null : step)
    }

    async function applyItem(): Promise<string | undefined> {
      const type = kind === 'pipeline' ? ('pipeline' as const) : ('plugin' as const)
      const item = { key: wanted.key, kind, name: wanted.name, message: null }
      const target = { type, id: stored?.id ?? null, name: wanted.name }
      if (outcome === 'left-out') return stored?.id
      if (skip.has(wanted.key)) {
        if (outcome !== 'unchanged') items.push({ ...item, outcome: 'skipped', target })
        return stored?.id
      }
      const isUnchanged = outcome === 'unchanged' && !overwrite.has(wanted.key)
      try {
        const result = isUnchanged ? undefined : await save()
        const id = result?.id ?? stored?.id ?? ''
        await context.projects.saveOrigin(saved.id, {
          key: wanted.key,
          type,
          entityId: id,
          ...wanted.place,
          claims: overwrite.has(wanted.key) ? allClaims : claims,
        })
        if (result !== undefined) {
          const itemOutcome = stored === undefined ? ('created' as const) : ('changed' as const)
          items.push({ ...item, outcome: itemOutcome, target: { ...target, id } })
          const details = { key: wanted.key, type, entityId: id, name: wanted.name, outcome: itemOutcome }
          step = {
            ...details,
            version: result.version,
            before: result.before,
            secrets: result.secrets,
            origin,
          }
        }
        return id
      } catch (error) {
        if (!(error instanceof AppError) || error.code === 'unavailable') throw error
        items.push({ ...item, outcome: 'error', target, message: error.message })
        return stored?.id
      }
    }
  }
}

/** The saved item, and the data needed to undo it. */
interface Saved extends Pick<ImportStep, 'version' | 'before' | 'secrets'> {
  id: string
}

/** Returns the current values of the fields that a change is about to set. */
const fieldsOf = (stored: object, changes: object): JsonObject => {
  const before = stored as JsonObject
  return Object.fromEntries(Object.keys(changes).map((field) => [field, before[field] ?? null]))
}

async function saveProject(
  context: ProjectContext,
  { request, record, salt, through, project }: ProjectPlan,
  { actor }: Requester,
): Promise<ProjectRecord> {
  const saved: ProjectRecord = {
    id: record?.id ?? context.newId(),
    name: request.name,
    source: request.files === null ? 'folder' : 'upload',
    environment: project.environment,
    importedAt: nowText(context),
    importedBy: actor.name,
    problem: null,
    statesProblem: record?.statesProblem ?? null,
    throughMeltano: choiceToStore(through),
    salt,
  }
  await refusedAs(
    () =>
      context.projects.save(saved, {
        actor,
        action: 'import',
        entityType: 'project',
        entityId: saved.id,
        entityName: saved.name,
        changes: [],
      }),
    () =>
      new AppError(
        'conflict',
        `A project named "${saved.name}" was imported in the meantime. Review it again.`,
      ),
  )
  return saved
}

async function savePlugin(
  context: ProjectContext,
  { wanted, stored }: PlannedPlugin,
  body: PlannedPlugin['next'],
  { actor }: Requester,
): Promise<Saved> {
  if (stored === undefined) {
    const { id, revision } = await addPlugin(context, body, actor, wanted.secrets)
    return { id, version: revision, before: {}, secrets: [] }
  }
  const { name: _name, type: _type, ...changes } = changedFields(stored, body)
  const patch = { ...changes, revision: stored.revision } as PluginPatch
  const { id, revision } = await updatePlugin(context, stored.id, patch, actor, { secrets: wanted.secrets })
  return {
    id,
    version: revision,
    before: fieldsOf(stored, changes),
    secrets: [...(stored.secretSettings ?? [])],
  }
}

async function savePipeline(
  context: ProjectContext,
  { stored }: PlannedPipeline,
  body: PlannedPipeline['next'],
  ids: ReadonlyMap<string, string>,
  requester: Requester,
): Promise<Saved> {
  const after = await idOf(context, body.after, ids)
  if (stored === undefined) {
    const { id, version } = await createPipeline(context, { ...body, after }, requester)
    return { id, version, before: {}, secrets: [] }
  }
  const changes = changedFields(stored, { ...body, after })
  const { id, version } = await updatePipeline(
    context,
    stored.id,
    { ...changes, version: stored.version },
    requester,
  )
  return { id, version, before: fieldsOf(stored, changes), secrets: [] }
}

async function idOf(
  { pipelines }: ProjectContext,
  name: string | null,
  ids: ReadonlyMap<string, string>,
): Promise<string | null> {
  if (name === null) return null
  const id = ids.get(name) ?? (await pipelines.findByName(name))?.id
  if (id !== undefined) return id
  throw new AppError('conflict', `It starts after "${name}", which could not be created.`)
}
