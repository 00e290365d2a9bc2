import { parseJson } from '@flx/shared/json/json-text'
import type { FollowedFolder, ImportedProject, ProjectOrigin } from '@flx/shared/projects/project-import'

import type { ProjectContext } from './project-context.ts'

/** Maximum number of plugins named on one page. */
const MAX_NOT_INSTALLED = 200

/** Returns the imported projects, sorted by name. */
export async function listProjects({
  projects,
  projectImports,
}: Pick<ProjectContext, 'projects' | 'projectImports'>): Promise<ImportedProject[]> {
  const records = await projects.list()
  const progress = await projectImports.progress(records.map(({ id }) => id))
  return records.map(({ salt: _salt, ...project }) => ({
    ...project,
    progress: progress.get(project.id) ?? null,
  }))
}

/** Returns the followed folder as last read; null if the server follows none. */
export async function showFolder({
  projects,
  projectFolder,
}: Pick<ProjectContext, 'projects' | 'projectFolder'>): Promise<FollowedFolder | null> {
  if (projectFolder === null) return null
  const record = await projects.findByName(projectFolder.name)
  return {
    name: projectFolder.name,
    environment: record?.environment ?? projectFolder.environment,
    importedAt: record?.importedAt ?? null,
    problem: record?.problem ?? null,
    statesProblem: record?.statesProblem ?? null,
    notInstalled: record === undefined ? [] : await projects.notInstalled(record.id, MAX_NOT_INSTALLED),
  }
}

/**
 * Returns the origin of a pipeline or plugin and the fields that the project sets; null if a user created it
 * here.
 */
export async function showOrigin(
  { projects }: Pick<ProjectContext, 'projects'>,
  entityId: string,
): Promise<ProjectOrigin | null> {
  const found = await projects.originOf(entityId)
  if (found === undefined) return null
  const { project, origin } = found
  return {
    project: { id: project.id, name: project.name, source: project.source },
    place: { file: origin.file, line: origin.line },
    fields: Object.keys(origin.claims).map((path) => (parseJson(path) as string[]).join('.')),
  }
}
