import type { Json } from '@flx/shared/json/json'

import type { RepresentOptions } from '../../domain/projects/import/represent-project.ts'
import type { Represented, RunnableJob } from '../../domain/projects/import/represented.ts'
import type { ProjectFolder, ProjectImportStore, ProjectStore } from '../../domain/projects/project-store.ts'
import type { PluginKind } from '../../domain/projects/project.ts'
import type { ProjectFile } from '../../domain/projects/read-project.ts'
import type { AppContext } from '../core/context.ts'

/** Dependencies of the use cases about projects. */
export interface ProjectContext extends Pick<
  AppContext,
  | 'pipelines'
  | 'plugins'
  | 'states'
  | 'executions'
  | 'work'
  | 'clock'
  | 'newId'
  | 'audit'
  | 'followsProject'
  | 'templates'
> {
  projects: ProjectStore
  projectImports: ProjectImportStore
  /** Of this server: new pipelines have it unless the import sets another. */
  timezone: string
  /** The folder that the server follows; null when FLX_PROJECT is not set. */
  projectFolder: ProjectFolder | null
  /** Reads a project off the thread of the server. Throws AppError `invalid` with file and line. */
  readProject(task: {
    files: readonly ProjectFile[]
    options: RepresentOptions
    hub: Record<string, Json>
  }): Promise<Represented>
  /** The jobs of a project on this machine, null being the one that is followed; null when it cannot be read. */
  jobsIn(project: string | null): Promise<RunnableJob[] | null>
  /** The definition of a plugin of the catalogue; undefined when it has none, or does not answer. */
  definitionOf(kind: PluginKind, name: string, variant: string | null): Promise<Json | undefined>
  /** Names of the variables that connectors can refer to. */
  serverVariables: readonly string[]
  /** A hash that only this installation can make. */
  hashWith(salt: string, text: string): string
}
