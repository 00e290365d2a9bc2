import type { StorageProblem } from '@flx/shared/live/live'

/** Whether the database can be written. */
export interface StorageHealth {
  /** The known problem of the storage and its start; null without one. */
  problem(): StorageProblem | null
  /** Tries a small write now and gives its result. */
  check(): Promise<StorageProblem | null>
  /** `listener` hears of a problem, of another one in its place, and of its end. */
  onChange(listener: (problem: StorageProblem | null) => void): () => void
}
