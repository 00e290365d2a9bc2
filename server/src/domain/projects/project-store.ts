import type { JsonObject } from '@flx/shared/json/json'
import type { ThroughMeltano } from '@flx/shared/projects/through-meltano'

import type { AuditNote } from '../access/audit-log.ts'
import type { SecretPath } from '../settings/secrets/secret-paths.ts'
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
  find(id: string): Promise<ProjectRecord | undefined>
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

/** What an import did to one plugin or pipeline, as far as undoing it needs. */
export interface ImportStep {
  key: string
  type: 'pipeline' | 'plugin'
  entityId: string
  name: string
  outcome: 'created' | 'changed'
  /** After the import: `revision` of a plugin. */
  version: number
  /** The changed fields as they were, secrets too; of what was created none. */
  before: JsonObject
  /** The paths at which a plugin held secrets. */
  secrets: SecretPath[]
  /** What the import before had noted of it. */
  origin: Origin | null
}

/** The last import of each project, step by step. */
export interface ProjectImportStore {
  /** Forgets the import before. */
  begin(projectId: string, total: number): Promise<void>
  /** `position` counts from 0. Null: nothing was changed there. */
  note(projectId: string, position: number, step: ImportStep | null): Promise<void>
  /** How far they are, by project. */
  progress(projectIds: readonly string[]): Promise<Map<string, { done: number; total: number }>>
  /** What can be undone, the last step first, and how many steps cannot: their records are damaged. */
  steps(projectId: string): Promise<{ steps: (ImportStep & { position: number })[]; unreadable: number }>
  /** A step was undone: it is forgotten, and what the import before had noted is noted again. */
  undone(projectId: string, step: ImportStep & { position: number }): Promise<void>
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
