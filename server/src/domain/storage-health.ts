import type { StorageProblem } from '@flx/shared/live'

/** Whether the database can be written. */
export interface StorageHealth {
  /** What is wrong since when, null while nothing is known to be. */
  problem(): StorageProblem | null
  /** Tries a small write now and tells what came of it. */
  check(): Promise<StorageProblem | null>
  /** `listener` hears of a problem, of another one in its place, and of its end. */
  onChange(listener: (problem: StorageProblem | null) => void): () => void
}
