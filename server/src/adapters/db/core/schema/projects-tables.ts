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
