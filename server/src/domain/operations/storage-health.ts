import type { StorageProblem } from '@flx/shared/live/live'

/** Monitors whether the database can be written. */
export interface StorageHealth {
  /** Returns the current storage problem and when it began; null if there is none. */
  problem(): StorageProblem | null
  /** Attempts a small write now and returns the result. */
  check(): Promise<StorageProblem | null>
  /** Calls `listener` when a problem begins, changes or ends. */
  onChange(listener: (problem: StorageProblem | null) => void): () => void
}
