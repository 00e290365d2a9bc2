/** A state that Meltano keeps. */
export interface KeptState {
  stateId: string
  /** `{"completed": …, "partial": …}` as JSON text; null if the content is not a Meltano state. */
  text: string | null
  updatedAt: string | null
  /** Meltano is working on it now. */
  isRunning: boolean
}

/** Why a state was not written. */
export type WriteRefusal = 'changed' | 'running' | 'locked'

/**
 * Where a Meltano keeps its states. All methods throw AppError `unavailable` or `invalid` with one sentence that reveals
 * neither the content of a file nor whether it exists.
 */
export interface ProjectStates extends AsyncDisposable {
  /** Throws AppError `invalid` if there are more than `limit`. */
  list(limit: number): Promise<KeptState[]>
  read(stateId: string): Promise<KeptState | undefined>
  /**
   * Writes a state as Meltano does, under its lock; `before` is the previous text, null for none. A state that has changed
   * meanwhile, or that Meltano is working on, is not replaced.
   */
  write(stateId: string, text: string, before: string | null): Promise<WriteRefusal | 'written'>
}

/** Most characters of one state, and of all states together. */
export const MAX_STATE_CHARACTERS = 4_000_000
export const MAX_CHARACTERS_OF_ALL = 64_000_000

/** Seconds for which Meltano considers a lock held: `state_backend.lock_timeout_seconds`. */
const LOCK_SECONDS = 10

/** Whether a lock is still held; it contains the time at which it was taken, in seconds. */
export const isLockHeld = (text: string, now: Date): boolean =>
  Number(text) > now.getTime() / 1000 - LOCK_SECONDS

/** Joins the two columns of a row in the system database into the document that state backends keep. */
export function rowDocument(completed: string | null, partial: string | null): string {
  return `{"completed": ${completed ?? '{}'}, "partial": ${partial ?? '{}'}}`
}

export const NOT_A_BACKEND =
  'Meltano keeps no states there, or they cannot be read. Check the address, and that the server can read it.'
