import type { JsonText, SealedText, Time } from './column-types.ts'

export interface ProjectRow {
  id: string
  name: string
  source: string
  environment: string | null
  imported_at: Time
  imported_by: string
  /** The problem with the folder that is followed. */
  problem: string | null
  /** The parts of it that Meltano runs; null = none. */
  through_meltano: JsonText | null
  /** Why the state of its Meltano was not taken over. */
  states_problem: string | null
  /** Hashed together with each value of the project, so that the hashes reveal nothing. */
  salt: SealedText
}

/** Progress of the project's most recently started import. */
export interface ProjectImportRow {
  project_id: string
  done: number
  total: number
}

/** The change that the last import of a project made to one plugin or pipeline. */
export interface ProjectUndoRow {
  id: string
  project_id: string
  /** The position in the order in which the changes were made. */
  position: number
  /** Includes the previous values, with their secrets. */
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
