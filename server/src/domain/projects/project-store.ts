import type { JsonObject } from '@flx/shared/json/json'
import type { ThroughMeltano } from '@flx/shared/projects/through-meltano'

import type { AuditNote } from '../access/audit-log.ts'
import type { SecretPath } from '../settings/secrets/secret-paths.ts'
import type { Origin } from './import/planned.ts'

/** An imported project. */
export interface ProjectRecord {
  id: string
  name: string
  /** `folder`: the project folder that the server follows. */
  source: 'upload' | 'folder'
  environment: string | null
  importedAt: string
  importedBy: string
  /** The problem with the followed folder; null if there is none. */
  problem: string | null
  /** Why Meltano's state was not taken over when pipelines were created; null if it was, or if there is none. */
  statesProblem: string | null
  /** The parts that Meltano performs here, as chosen by administrators; null: none. */
  throughMeltano: ThroughMeltano | null
  /** Makes the hashes of its values differ from those of other projects. Sealed at rest. */
  salt: string
}

/** Imported projects, and the origins of pipelines and plugins. */
export interface ProjectStore {
  /** Lists the projects by name. */
  list(): Promise<ProjectRecord[]>
  findByName(name: string): Promise<ProjectRecord | undefined>
  find(id: string): Promise<ProjectRecord | undefined>
  /** Adds the project, or updates the one with its id. Throws StoreRefusal `name-taken`. */
  save(record: ProjectRecord, audit?: AuditNote): Promise<void>
  /** Returns the origins of one project, by key. */
  origins(projectId: string): Promise<Origin[]>
  saveOrigin(projectId: string, origin: Origin): Promise<void>
  /** Lists the project's plugins that are not installed, by name, at most `limit`. */
  notInstalled(projectId: string, limit: number): Promise<{ id: string; name: string; installing: boolean }[]>
  /** Returns the origin of a pipeline or plugin. */
  originOf(entityId: string): Promise<{ project: ProjectRecord; origin: Origin } | undefined>
  /** Returns names, by entity id, of the projects that some pipelines and plugins came from, except for one project. */
  othersOf(entityIds: readonly string[], exceptProjectId: string | null): Promise<Map<string, string>>
}

/** The effect of an import on one plugin or pipeline, with what is needed to undo it. */
export interface ImportStep {
  key: string
  type: 'pipeline' | 'plugin'
  entityId: string
  name: string
  outcome: 'created' | 'changed'
  /** The version after the import; for a plugin its `revision`. */
  version: number
  /** The changed fields with their previous values, including secrets; empty for something that was created. */
  before: JsonObject
  /** The paths at which a plugin held secrets. */
  secrets: SecretPath[]
  /** The record of the previous import. */
  origin: Origin | null
}

/** The last import of each project, step by step. */
export interface ProjectImportStore {
  /** Discards the previous import. */
  begin(projectId: string, total: number): Promise<void>
  /** Records a step; `position` counts from 0. Null: nothing changed there. */
  note(projectId: string, position: number, step: ImportStep | null): Promise<void>
  /** Returns the progress of imports, by project. */
  progress(projectIds: readonly string[]): Promise<Map<string, { done: number; total: number }>>
  /**
   * Returns the steps that can be undone, last one first, and the number of those that cannot because their records are
   * damaged.
   */
  steps(projectId: string): Promise<{ steps: (ImportStep & { position: number })[]; unreadable: number }>
  /** Records that a step was undone: deletes it and restores the record of the previous import. */
  undone(projectId: string, step: ImportStep & { position: number }): Promise<void>
}

/** Reads the files of the folder that the server follows. */
export interface ProjectFolder {
  /** Whether Meltano has created its database there. */
  hasSystemDatabase(): Promise<boolean>
  /** The absolute path. */
  path: string
  /** The name of the folder. */
  name: string
  /** The environment selected at first; null: the project's default. */
  environment: string | null
  /** Throws AppError `unavailable` if the folder cannot be read. */
  files(): Promise<{ path: string; text: string; isOutside?: boolean }[]>
  /** Writes a file atomically. Throws AppError `conflict` if it does not contain `before`. */
  write(path: string, before: string, after: string): Promise<void>
  /** Calls `wake` after changes to its files. */
  watch(wake: () => void): Disposable
}
