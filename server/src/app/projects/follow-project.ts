import type { ProjectPreviewRequest, ProjectResult } from '@flx/shared/projects/project-import'

import { AppError } from '../../domain/core/errors.ts'
import type { Log } from '../../domain/core/log.ts'
import { nowText, type Requester } from '../core/context.ts'
import { applyPlan } from './apply-project.ts'
import { planProject, type ProjectPlan } from './plan-project.ts'
import type { ProjectContext } from './project-context.ts'
import type { ProjectStatesContext } from './project-states.ts'
import { takeOverStates } from './take-over-states.ts'

/** The actor and role for keeping a followed project in step. */
const FOLDER_REQUESTER: Requester = {
  actor: { id: 'project-folder', name: 'Project folder', trigger: 'manual' },
  role: 'editor',
}

/** The requester for choices of an administrator, which are applied as the files change. */
const CHOOSER: Requester = { ...FOLDER_REQUESTER, role: 'admin' }

export type FollowContext = ProjectContext & ProjectStatesContext & { log: Log }

/**
 * Imports the followed folder if it differs from what is here. Edits made here are kept. A project that
 * cannot be read changes nothing: its last import stays in force and the problem is recorded for the page.
 * While an included file cannot be read, new items in the other files are created but existing ones stay as
 * they are, because their values might come from that file.
 */
export async function followProject(context: FollowContext): Promise<void> {
  const { projectFolder, projects, log } = context
  if (projectFolder === null) return
  const record = await projects.findByName(projectFolder.name)
  const request: ProjectPreviewRequest = {
    files: null,
    name: projectFolder.name,
    environment: record === undefined ? projectFolder.environment : record.environment,
    variables: {},
    throughMeltano: null,
    timezone: null,
  }
  try {
    const planned = await planProject(context, request)
    const problem = firstProblem(planned)
    const waiting = waitingKeys(planned)
    if (needsWork(planned, waiting)) {
      const { items } = await applyPlan(
        context,
        planned,
        { skip: waiting, overwrite: new Set() },
        FOLDER_REQUESTER,
        CHOOSER,
      )
      const applied = items.filter(({ outcome }) => outcome !== 'skipped')
      const failed = applied.filter(({ outcome }) => outcome === 'error')
      log.info(
        { project: request.name, changed: applied.length - failed.length, failed: failed.length },
        'The project folder was imported',
      )
      const statesProblem = await continueFromMeltano(context, planned, items)
      if (statesProblem !== undefined) await recordStatesProblem(context, statesProblem)
      const [first] = failed
      await recordProblem(context, first === undefined ? problem : `${first.name}: ${first.message ?? ''}`)
    } else await recordProblem(context, problem)
  } catch (error) {
    if (!(error instanceof AppError)) throw error
    await recordProblem(context, error.message)
  }
}

/**
 * Takes over the states of created pipelines. Returns a problem or null; undefined if no pipeline was
 * created.
 */
async function continueFromMeltano(
  context: FollowContext,
  { plan, project: { states } }: ProjectPlan,
  items: ProjectResult['items'],
): Promise<string | null | undefined> {
  const { projectFolder } = context
  const stateIds = new Map(plan.pipelines.map(({ wanted }) => [wanted.key, wanted.stateId]))
  const created = items.flatMap(({ key, outcome, target }) => {
    const stateId = stateIds.get(key) ?? null
    if (outcome !== 'created' || stateId === null || target === null || target.id === null) return []
    return [{ id: target.id, name: target.name, stateId }]
  })
  if (states === null || projectFolder === null || created.length === 0) return undefined
  const problem = await takeOverStates(
    { ...context, hasSystemDatabase: () => projectFolder.hasSystemDatabase() },
    { states, created },
    FOLDER_REQUESTER.actor,
  )
  const message = problem === null ? "Looked for Meltano's state" : "Could not import Meltano's state"
  context.log.info({ project: projectFolder.name, problem }, message)
  return problem
}

const needsWork = ({ plan, record }: ProjectPlan, waiting: ReadonlySet<string>): boolean =>
  record === undefined ||
  [...plan.plugins, ...plan.pipelines].some(
    ({ wanted, outcome }) => (outcome === 'create' || outcome === 'change') && !waiting.has(wanted.key),
  )

/**
 * Returns the keys of changes that wait until every file can be read: what is missing there was not removed
 * on purpose.
 */
const waitingKeys = ({ plan, project }: ProjectPlan): ReadonlySet<string> =>
  new Set(
    project.unread.length === 0
      ? []
      : [...plan.plugins, ...plan.pipelines].flatMap(({ wanted, outcome }) =>
          outcome === 'change' ? [wanted.key] : [],
        ),
  )

/** Returns the first problem to look at. */
function firstProblem({ project: { problems } }: ProjectPlan): string | null {
  const [first] = problems
  return first === undefined ? null : `${first.place.file}, line ${first.place.line}: ${first.message}`
}

async function recordStatesProblem(
  { projects, projectFolder }: ProjectContext,
  statesProblem: string | null,
) {
  const record = projectFolder === null ? undefined : await projects.findByName(projectFolder.name)
  if (record !== undefined && record.statesProblem !== statesProblem) {
    await projects.save({ ...record, statesProblem })
  }
}

/** Records the problem of the project; writes only if it changed. */
async function recordProblem(
  { projects, projectFolder, newId, clock }: ProjectContext,
  problem: string | null,
) {
  if (projectFolder === null) return
  const record = await projects.findByName(projectFolder.name)
  if (record !== undefined && record.problem === problem) return
  await projects.save({
    ...(record ?? {
      id: newId(),
      name: projectFolder.name,
      source: 'folder' as const,
      environment: projectFolder.environment,
      importedAt: nowText({ clock }),
      importedBy: FOLDER_REQUESTER.actor.name,
      statesProblem: null,
      throughMeltano: null,
      salt: `${newId()}${newId()}`,
    }),
    problem,
  })
}
