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
  /** Time zone of this server, for new pipelines unless the import sets another. */
  timezone: string
  /** The folder that the server follows; null if FLX_PROJECT is not set. */
  projectFolder: ProjectFolder | null
  /** Reads a project in a worker thread. Throws AppError `invalid` with file and line. */
  readProject(task: {
    files: readonly ProjectFile[]
    options: RepresentOptions
    hub: Record<string, Json>
  }): Promise<Represented>
  /** Returns the jobs of a project on this machine (null: the followed one); null if it cannot be read. */
  jobsIn(project: string | null): Promise<RunnableJob[] | null>
  /**
   * Returns the catalogue's definition of a plugin; undefined if there is none or the catalogue does not
   * answer.
   */
  definitionOf(kind: PluginKind, name: string, variant: string | null): Promise<Json | undefined>
  /** Names of the variables that connectors can refer to. */
  serverVariables: readonly string[]
  /** Computes a hash that only this installation can make. */
  hashWith(salt: string, text: string): string
}
