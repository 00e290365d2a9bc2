import type { ProjectPreview, ProjectPreviewRequest } from '@flx/shared/projects/project-import'
import { NOTHING_THROUGH_MELTANO, type ThroughMeltano } from '@flx/shared/projects/through-meltano'

import { AppError } from '../../domain/core/errors.ts'
import type { Represented } from '../../domain/projects/import/represented.ts'
import type { ProjectRecord } from '../../domain/projects/project-store.ts'
import { requireRole } from '../access/require-role.ts'
import type { Requester } from '../core/context.ts'
import type { ProjectContext } from './project-context.ts'
import type { ProjectPlan } from './plan-project.ts'

/** Returns which parts of a project Meltano performs: the requested choice, otherwise the last one. */
export function chosenForMeltano(
  { files, throughMeltano: requested }: Pick<ProjectPreviewRequest, 'files' | 'throughMeltano'>,
  record: Pick<ProjectRecord, 'throughMeltano'> | undefined,
): ThroughMeltano {
  const { jobs, folder } = requested ?? record?.throughMeltano ?? NOTHING_THROUGH_MELTANO
  // The location of the followed folder is always known.
  return {
    jobs: jobs === 'all' ? jobs : [...new Set(jobs)].toSorted(),
    folder: files === null ? null : folder,
  }
}

/**
 * Throws AppError `invalid` for a job that the project does not have, and for uploaded files without a
 * folder.
 */
export function checkChoice(
  { files, throughMeltano: requested }: Pick<ProjectPreviewRequest, 'files' | 'throughMeltano'>,
  { jobs, folder }: ThroughMeltano,
  { runnable }: Pick<Represented, 'runnable'>,
): void {
  const names = new Set(runnable.map(({ name }) => name))
  const unknown = requested === null || jobs === 'all' ? undefined : jobs.find((name) => !names.has(name))
  if (unknown !== undefined)
    throw refusal('jobs', `The project has no job "${unknown}" that Meltano can run.`)
  if (files !== null && folder === null && jobs.length > 0) {
    throw refusal('folder', 'Enter the folder on the server in which Meltano has this project.')
  }
}

const refusal = (field: string, message: string): AppError =>
  new AppError('invalid', message, { fields: [{ path: `throughMeltano.${field}`, message }] })

/**
 * Checks the role for a choice. Only administrators can choose that Meltano performs something; an earlier
 * choice of theirs is kept without the role.
 */
export async function requireChoiceRole(
  { projects }: Pick<ProjectContext, 'projects'>,
  request: ProjectPreviewRequest,
  requester: Pick<Requester, 'role'>,
): Promise<void> {
  if (request.throughMeltano === null) return
  const record = await projects.findByName(request.name)
  const before = chosenForMeltano({ ...request, throughMeltano: null }, record)
  if (JSON.stringify(chosenForMeltano(request, record)) === JSON.stringify(before)) return
  requireRole(requester, 'admin', 'Choosing what Meltano runs')
}

/** Returns the choice in the form stored with the project. */
export const choiceToStore = (through: ThroughMeltano): ThroughMeltano | null =>
  through.jobs.length === 0 ? null : through

export const presentChoice = ({ through, project }: ProjectPlan): ProjectPreview['throughMeltano'] => ({
  ...through,
  choices: project.runnable.map(({ name, place }) => ({ name, place })),
})

/** Adds a warning to pipelines that would load the same data as pipelines left from an earlier import. */
export function warnAboutDoubleLoads(planned: Pick<ProjectPlan, 'plan' | 'gone'>): void {
  for (const { wanted, reasons } of planned.plan.pipelines) {
    const leftovers = planned.gone.filter(
      ({ key, type }) =>
        type === 'pipeline' &&
        (key.startsWith(`${wanted.key}/`) ||
          (wanted.runner === undefined && wanted.key.startsWith(`${key}/`))),
    )
    if (leftovers.length === 0 || (wanted.runner === undefined && wanted.after !== null)) continue
    const names = leftovers.map(({ name }) => `"${name}"`).join(', ')
    const verb =
      leftovers.length === 1 ? 'was imported before and is kept' : 'were imported before and are kept'
    reasons.push(
      `${names} ${verb} here. Deactivate or delete what this replaces, or both load the same data.`,
    )
  }
}
