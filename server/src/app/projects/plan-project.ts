import type { Json } from '@flx/shared/json/json'
import type { ProjectPreviewRequest } from '@flx/shared/projects/project-import'
import type { ThroughMeltano } from '@flx/shared/projects/through-meltano'

import { AppError, invalid } from '../../domain/core/errors.ts'
import { planImport } from '../../domain/projects/import/plan-import.ts'
import type { ImportPlan } from '../../domain/projects/import/planned.ts'
import type { Represented } from '../../domain/projects/import/represented.ts'
import { stable } from '../../domain/projects/import/stable-json.ts'
import type { ProjectRecord } from '../../domain/projects/project-store.ts'
import { timezoneProblem } from '../../domain/schedules/schedule.ts'
import type { ProjectFile } from '../../domain/projects/read-project.ts'
import { namesBefore } from '../pipelines/documents/export-pipelines.ts'
import { checkChoice, chosenForMeltano, warnAboutDoubleLoads } from './choose-runner.ts'
import type { ProjectContext } from './project-context.ts'

/** An import plan with the inputs it was made from. */
export interface ProjectPlan {
  request: ProjectPreviewRequest
  record: ProjectRecord | undefined
  files: readonly ProjectFile[]
  /** The parts that Meltano performs. */
  through: ThroughMeltano
  /** Salt of the claims in the plan. */
  salt: string
  /** Time zone of new pipelines. */
  timezone: string
  project: Represented
  plan: ImportPlan
  /** Imported before but no longer in the project. */
  gone: { type: 'pipeline' | 'plugin'; id: string; name: string; key: string }[]
  /** Hash of the review; equal as long as the project, the choices and the items here are unchanged. */
  reviewed: string
}

/** Maximum number of definitions requested from the hub for one project. */
const MAX_DEFINITIONS = 200

/** Reads a project and plans its import. Changes nothing. */
export async function planProject(
  context: ProjectContext,
  request: ProjectPreviewRequest,
): Promise<ProjectPlan> {
  const { projects, plugins, pipelines } = context
  const timezone = request.timezone ?? context.timezone
  const zoneProblem = timezoneProblem(timezone)
  if (zoneProblem !== null) throw invalid(zoneProblem, 'timezone')
  const folder = request.files === null ? folderOf(context) : null
  const files = request.files ?? (await folderOf(context).files())
  const record = await projects.findByName(request.name)
  const through = chosenForMeltano(request, record)
  const project = await readWithHub(context, { ...request, through }, files, folder?.path ?? null)
  checkChoice(request, through, project)
  const salt = record?.salt ?? `${context.newId()}${context.newId()}`
  const storedPlugins = await plugins.findByNames(unique(project.plugins.map(({ name }) => name)))
  const storedPipelines = await pipelines.withNames(unique(project.pipelines.map(({ name }) => name)))
  const origins = record === undefined ? [] : await projects.origins(record.id)
  const plan = planImport(project, {
    plugins: storedPlugins,
    pipelines: storedPipelines,
    namesBefore: await namesBefore(context, storedPipelines),
    origins: new Map(origins.map((origin) => [origin.key, origin])),
    otherProjects: await projects.othersOf(
      [...storedPlugins, ...storedPipelines].map(({ id }) => id),
      record?.id ?? null,
    ),
    hash: (text) => context.hashWith(salt, text),
    timezone,
  })
  const missingVariables = new Set(plan.plugins.flatMap(({ wanted }) => wanted.missing))
  project.plugins = plan.plugins.map(({ wanted }) => wanted)
  for (const variable of project.variables) {
    if (variable.from === null && !missingVariables.has(variable.name)) variable.from = 'stored'
  }
  const keys = new Set([...project.plugins, ...project.pipelines].map(({ key }) => key))
  // The content of an unreadable file is unknown, so nothing counts as gone.
  const goneOrigins = project.unread.length > 0 ? [] : origins.filter(({ key }) => !keys.has(key))
  const names = new Map([
    ...(await plugins.names(goneOrigins.map(({ entityId }) => entityId))),
    ...(await unarchivedNames(
      context,
      goneOrigins.map(({ entityId }) => entityId),
    )),
  ])
  const gone = goneOrigins.flatMap(({ type, entityId, key }) => {
    const name = names.get(entityId)
    return name === undefined ? [] : [{ type, id: entityId, name, key }]
  })
  warnAboutDoubleLoads({ plan, gone })
  const reviewed = reviewedHash(context, request, { project, plan })
  return { request, record, files, through, salt, timezone, project, plan, gone, reviewed }
}

function folderOf({ projectFolder }: ProjectContext): NonNullable<ProjectContext['projectFolder']> {
  if (projectFolder !== null) return projectFolder
  throw new AppError('invalid', 'This server follows no project folder. Choose the files of the project.', {
    fields: [{ path: 'files', message: 'Choose the files of the project.' }],
  })
}

/** Reads a project a second time if some plugins are defined only by the hub. */
async function readWithHub(
  context: ProjectContext,
  request: ProjectPreviewRequest & { through: ThroughMeltano },
  files: readonly ProjectFile[],
  folder: string | null,
): Promise<Represented> {
  const serverPlugins = (await context.plugins.all()).map(({ name, type, mode }) => ({ name, type, mode }))
  const { environment, variables, through } = request
  const { serverVariables } = context
  const options = { environment, variables, serverVariables, folder, serverPlugins, through }
  const first = await context.readProject({ files, options, hub: {} })
  const hub: Record<string, Json> = {}
  await Promise.all(
    first.undefined.slice(0, MAX_DEFINITIONS).map(async ({ kind, name, variant }) => {
      const definition = await context.definitionOf(kind, name, variant)
      if (definition !== undefined) hub[`${kind}/${name}/${variant ?? ''}`] = definition
    }),
  )
  return Object.keys(hub).length === 0 ? first : await context.readProject({ files, options, hub })
}

async function unarchivedNames(
  { pipelines }: ProjectContext,
  ids: readonly string[],
): Promise<Map<string, string>> {
  const found = await pipelines.withIds(unique(ids))
  return new Map(found.filter(({ archivedAt }) => archivedAt === null).map(({ id, name }) => [id, name]))
}

const unique = (names: readonly string[]): string[] => [...new Set(names)]

/** Hashes the project as the user saw it, with the choices and the versions of what is here. */
function reviewedHash(
  { hashWith }: ProjectContext,
  { name, files, timezone }: ProjectPreviewRequest,
  { project, plan }: Pick<ProjectPlan, 'project' | 'plan'>,
): string {
  const versions = [
    ...plan.plugins.map(({ stored, outcome }) => [stored?.id ?? '', stored?.revision ?? 0, outcome]),
    ...plan.pipelines.map(({ stored, outcome }) => [stored?.id ?? '', stored?.version ?? 0, outcome]),
  ]
  return hashWith(
    'reviewed',
    stable([name, files === null, timezone, project as unknown as Json, versions] as Json),
  )
}
