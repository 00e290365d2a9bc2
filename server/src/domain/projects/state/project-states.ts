/** A state that Meltano keeps. */
export interface KeptState {
  stateId: string
  /** `{"completed": …, "partial": …}` as JSON text; null: what is kept there is not a state of Meltano's. */
  text: string | null
  updatedAt: string | null
  /** Meltano is at work on it. */
  isRunning: boolean
}

/** Why a state was not written. */
export type WriteRefusal = 'changed' | 'running' | 'locked'

/**
 * Where a Meltano keeps its states. All methods throw AppError `unavailable` or `invalid` with one sentence, which names
 * neither what stands in a file nor whether there is one.
 */
export interface ProjectStates extends AsyncDisposable {
  /** Throws AppError `invalid` when there are more than `most`. */
  list(most: number): Promise<KeptState[]>
  read(stateId: string): Promise<KeptState | undefined>
  /**
   * Writes a state as Meltano does, with its lock; `before` is the text that was there, null for none. A state that has
   * changed meanwhile, or that Meltano is at work on, stays.
   */
  write(stateId: string, text: string, before: string | null): Promise<WriteRefusal | 'written'>
}

/** Characters of one state, and of all of them. */
export const MOST_STATE_CHARACTERS = 4_000_000
export const MOST_CHARACTERS_OF_ALL = 64_000_000

/** For how long Meltano takes a lock to be held, in seconds: `state_backend.lock_timeout_seconds`. */
const LOCK_SECONDS = 10

/** A lock holds the time at which it was taken, in seconds. */
export const lockHolds = (text: string, now: Date): boolean =>
  Number(text) > now.getTime() / 1000 - LOCK_SECONDS

/** The two parts of a row of the system database as the document that state backends keep. */
export function rowDocument(completed: string | null, partial: string | null): string {
  return `{"completed": ${completed ?? '{}'}, "partial": ${partial ?? '{}'}}`
}

export const NOT_A_BACKEND =
  'Meltano keeps no states there, or they cannot be read. Check the address and that the server may read it.'
