import type { AuditChange } from '@flx/shared/access/audit'
import type { PluginCreate } from '@flx/shared/plugins/plugin'
import type { ProjectElement, ProjectPreview } from '@flx/shared/projects/project-import'

import { auditChanges } from '../../domain/access/audit-changes.ts'
import { BUILT_IN_RUNNER } from '@flx/shared/pipelines/runner'

import { AppError } from '../../domain/core/errors.ts'
import type { PipelineRecord, PluginRecord } from '../../domain/core/records.ts'
import { missingOf } from '../../domain/projects/import/jobs/compare-pipeline.ts'
import type { PlannedPipeline, PlannedPlugin } from '../../domain/projects/import/planned.ts'
import { pipelineDocument, pluginDocument } from '../access/audit-notes.ts'
import { checkPipeline } from '../pipelines/check-pipeline.ts'
import { namesBefore } from '../pipelines/documents/export-pipelines.ts'
import { newPlugin } from '../plugins/add-plugin.ts'
import { applyPluginChanges } from '../plugins/update-plugin.ts'
import type { ProjectContext } from './project-context.ts'
import { presentChoice } from './choose-runner.ts'
import type { ProjectPlan } from './plan-project.ts'

/** Finds plugins as they would be after the import, before existing ones. */
type Finder = Pick<ProjectContext['plugins'], 'findByNames'>

/** Presents a plan for review: every element with its outcome, and differences without secrets. */
export async function presentPlan(context: ProjectContext, planned: ProjectPlan): Promise<ProjectPreview> {
  const { request, project, plan, gone, reviewed, timezone } = planned
  const future = new Map<string, PluginRecord>()
  const plugins = futurePlugins(context, future)
  const elements: ProjectElement[] = []
  for (const plugin of inheritedFirst(plan.plugins)) {
    elements.push(await pluginElement(context, plugins, future, plugin))
  }
  const names = await namesBefore(
    context,
    plan.pipelines.flatMap(({ stored }) => stored ?? []),
  )
  for (const pipeline of plan.pipelines) {
    elements.push(await pipelineElement({ ...context, plugins }, pipeline, project, names))
  }
  for (const other of project.others) {
    elements.push({
      ...elementFields(other),
      outcome: other.outcome,
      detail: other.outcome === 'used' ? other.reason : '',
      reasons: other.outcome === 'used' ? [] : [other.reason],
      ...NO_DIFFERENCES,
    })
  }
  return {
    name: request.name,
    throughMeltano: presentChoice(planned),
    environment: project.environment,
    environments: project.environments,
    timezone,
    elements,
    variables: project.variables,
    problems: project.problems,
    noLongerInProject: gone,
    fingerprint: reviewed,
  }
}

/** Sorts plugins so that parents precede the plugins that inherit from them. */
export const inheritedFirst = (plugins: readonly PlannedPlugin[]): PlannedPlugin[] =>
  plugins.toSorted((a, b) => rank(a) - rank(b))

const rank = ({ next }: PlannedPlugin): number => (next.inheritFrom === null ? 0 : 1)

const NO_DIFFERENCES = { changes: [], localEdits: [], conflict: false, missing: [], target: null }

const elementFields = ({
  key,
  kind,
  name,
  place,
}: Pick<ProjectElement, 'key' | 'kind' | 'name' | 'place'>) => ({
  key,
  kind,
  name,
  place,
})

function futurePlugins(context: ProjectContext, future: ReadonlyMap<string, PluginRecord>): Finder {
  return {
    async findByNames(names) {
      const planned = [...future.values()].filter(({ name }) => names.includes(name))
      const stored = await context.plugins.findByNames(names)
      return [...planned, ...stored.filter(({ name, type }) => !future.has(`${type}/${name}`))]
    },
  }
}

async function pluginElement(
  context: ProjectContext,
  plugins: Finder,
  future: Map<string, PluginRecord>,
  { wanted, stored, outcome, next, overwritten, conflict, reasons }: PlannedPlugin,
): Promise<ProjectElement> {
  const futureContext = { ...context, plugins }
  const recordOf = (body: PluginCreate): Promise<PluginRecord> =>
    stored === undefined
      ? newPlugin(futureContext, body, wanted.secrets)
      : applyPluginChanges(futureContext, stored, changedFields(stored, body), wanted.secrets)
  const differences = async (before: PluginRecord | undefined, after: PluginRecord) =>
    auditChanges(
      before === undefined ? null : await pluginDocument(futureContext, before),
      await pluginDocument(futureContext, after),
    )
  const element: ProjectElement = {
    ...elementFields(wanted),
    outcome,
    detail: pluginDetail(wanted),
    reasons,
    ...NO_DIFFERENCES,
    conflict,
    missing: wanted.missing,
    target: { type: 'plugin', id: stored?.id ?? null, name: wanted.name },
  }
  if (outcome === 'left-out') return element
  try {
    const record = await recordOf(next)
    const changes = outcome === 'unchanged' ? [] : await differences(stored, record)
    const localEdits = overwritten === null ? [] : await differences(record, await recordOf(overwritten))
    future.set(`${record.type}/${record.name}`, record)
    return { ...element, changes: withoutEmpty(changes, stored === undefined), localEdits }
  } catch (error) {
    return markFailed(element, error)
  }
}

/** Leaves out the empty values of a new item. */
const withoutEmpty = (changes: AuditChange[], isNew: boolean): AuditChange[] =>
  isNew ? changes.filter(({ after, secret }) => secret === true || !isEmpty(after)) : changes

const isEmpty = (value: unknown): boolean =>
  value === null || value === undefined || ['""', '[]', '{}'].includes(JSON.stringify(value))

function pluginDetail({ fields, settings }: PlannedPlugin['wanted']): string {
  const count = Object.keys(settings).length
  return [
    fields.inheritFrom === undefined ? (fields.variant ?? '') : `inherits from ${fields.inheritFrom}`,
    count === 0 ? '' : `${count} setting${count === 1 ? '' : 's'}`,
  ]
    .filter((part) => part !== '')
    .join(', ')
}

/** Returns the fields that differ, in the form of an edit. */
export function changedFields<Body extends object>(stored: object, next: Body): Partial<Body> {
  const before = stored as Record<string, unknown>
  const entries = Object.entries(next).filter(
    ([field, value]) => JSON.stringify(value) !== JSON.stringify(before[field]),
  )
  return Object.fromEntries(entries) as Partial<Body>
}

/** Fields of a new pipeline that no document describes. */
const NEW_PIPELINE: Pick<PipelineRecord, 'runner' | 'template'> = { runner: BUILT_IN_RUNNER, template: null }

async function pipelineElement(
  context: Omit<ProjectContext, 'plugins'> & { plugins: Finder },
  { wanted, stored, outcome, next, overwritten, conflict, reasons }: PlannedPipeline,
  project: ProjectPlan['project'],
  names: ReadonlyMap<string, string>,
): Promise<ProjectElement> {
  const parts = [wanted.extractor, ...wanted.mappers, wanted.loader, wanted.transform]
  const element: ProjectElement = {
    ...elementFields({ ...wanted, kind: 'pipeline' }),
    outcome,
    detail:
      wanted.runner === undefined
        ? parts.filter((part) => part !== '').join(', ')
        : `meltano run ${wanted.runner.run.join(' ')}`,
    reasons,
    ...NO_DIFFERENCES,
    conflict,
    missing: missingOf(wanted, project),
    target: { type: 'pipeline', id: stored?.id ?? null, name: wanted.name },
  }
  if (outcome === 'left-out') return element
  const before = stored === undefined ? null : { ...stored, after: names.get(stored.after ?? '') ?? null }
  const documentOf = async (body: PlannedPipeline['next']) => {
    const checked = await checkPipeline(
      context,
      { ...body, after: null },
      stored ?? { config: {}, runner: BUILT_IN_RUNNER },
      stored?.id ?? null,
    )
    return pipelineDocument(context, { ...(stored ?? NEW_PIPELINE), ...body, ...checked } as PipelineRecord)
  }
  try {
    const after = await documentOf(next)
    const current = before === null ? null : await pipelineDocument(context, before)
    return {
      ...element,
      changes:
        outcome === 'unchanged' ? [] : withoutEmpty(auditChanges(current, after), stored === undefined),
      localEdits: overwritten === null ? [] : auditChanges(after, await documentOf(overwritten)),
    }
  } catch (error) {
    return markFailed(element, error)
  }
}

/** Records an AppError as the outcome of its element; any other error ends the review. */
function markFailed(element: ProjectElement, error: unknown): ProjectElement {
  if (!(error instanceof AppError)) throw error
  const fields = error.fields ?? []
  const messages =
    fields.length === 0 ? [error.message] : fields.map(({ path, message }) => `${path}: ${message}`)
  return { ...element, outcome: 'error', reasons: [...element.reasons, ...messages] }
}
