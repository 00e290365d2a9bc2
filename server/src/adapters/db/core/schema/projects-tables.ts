import type { JsonText, SealedText, Time } from './column-types.ts'

export interface ProjectRow {
  id: string
  name: string
  source: string
  environment: string | null
  imported_at: Time
  imported_by: string
  /** What is wrong with the folder that is followed. */
  problem: string | null
  /** What of it Meltano performs; null: nothing. */
  through_meltano: JsonText | null
  /** Why the state of its Meltano was not taken over. */
  states_problem: string | null
  /** Hashed with each value of the project, so that hashes tell nothing. */
  salt: SealedText
}

/** How far the import of a project is that was started last. */
export interface ProjectImportRow {
  project_id: string
  done: number
  total: number
}

/** What the last import of a project did to one plugin or pipeline. */
export interface ProjectUndoRow {
  id: string
  project_id: string
  /** In the order in which it was done. */
  position: number
  /** With the values from before, secrets too. */
  item: SealedText
}

/** The origin of a pipeline or plugin. */
export interface ProjectOriginRow {
  project_id: string
  /** Key of the element in the project. */
  element: string
  entity_type: string
  entity_id: string
  file: string
  line: number
  /** By path: a hash of the value that the project set last. */
  claims: JsonText
}
