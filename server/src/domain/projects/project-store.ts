import type { ThroughMeltano } from '@flx/shared/projects/through-meltano'

import type { AuditNote } from '../access/audit-log.ts'
import type { Origin } from './import/plan-import.ts'

/** A project that was imported. */
export interface ProjectRecord {
  id: string
  name: string
  /** `folder`: the one that the server follows. */
  source: 'upload' | 'folder'
  environment: string | null
  importedAt: string
  importedBy: string
  /** What is wrong with the folder that is followed; null: nothing. */
  problem: string | null
  /** Why Meltano's state was not taken over when pipelines were created; null: it was, or there is none. */
  statesProblem: string | null
  /** What of it Meltano performs here; null: nothing. Administrators chose it. */
  throughMeltano: ThroughMeltano | null
  /** Makes the hashes of its values unlike those of other projects. Sealed at rest. */
  salt: string
}

/** Imported projects, and where pipelines and plugins came from. */
export interface ProjectStore {
  /** By name. */
  list(): Promise<ProjectRecord[]>
  findByName(name: string): Promise<ProjectRecord | undefined>
  /** Adds it, or changes what is there under its id. Throws StoreRefusal `name-taken`. */
  save(record: ProjectRecord, audit?: AuditNote): Promise<void>
  /** Of one project, by key. */
  origins(projectId: string): Promise<Origin[]>
  saveOrigin(projectId: string, origin: Origin): Promise<void>
  /** Its plugins that are not installed, by name, at most `limit`. */
  notInstalled(projectId: string, limit: number): Promise<{ id: string; name: string; installing: boolean }[]>
  /** The origin of a pipeline or plugin. */
  originOf(entityId: string): Promise<{ project: ProjectRecord; origin: Origin } | undefined>
  /** Names by entity id of the projects that some pipelines and plugins came from, without one project's. */
  othersOf(entityIds: readonly string[], exceptProjectId: string | null): Promise<Map<string, string>>
}

/** Reads the files of the folder that the server follows. */
export interface ProjectFolder {
  /** Whether Meltano has made its database there. */
  hasSystemDatabase(): Promise<boolean>
  /** Absolute. */
  path: string
  /** The name of the folder. */
  name: string
  /** The one that is chosen first; null: the project's default. */
  environment: string | null
  /** Throws AppError `unavailable` when it cannot be read. */
  files(): Promise<{ path: string; text: string; isOutside?: boolean }[]>
  /** Writes a file, whole or not at all. Throws AppError `conflict` when it does not hold `before`. */
  write(path: string, before: string, after: string): Promise<void>
  /** Calls `wake` after changes of its files. */
  watch(wake: () => void): Disposable
}
