import { parseJson } from '@flx/shared/json/json-text'
import type { ImportedProject, ProjectOrigin } from '@flx/shared/projects/project-import'

import type { ProjectContext } from './project-context.ts'

/** The imported projects, by name. */
export async function listProjects({
  projects,
}: Pick<ProjectContext, 'projects'>): Promise<ImportedProject[]> {
  return (await projects.list()).map(({ salt: _salt, ...shown }) => shown)
}

/** Where a pipeline or plugin came from, and what of it the project sets; null when a person made it here. */
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
