import type { DiskSpace, StorageUsage } from '@flx/shared/operations/storage'

/** Looks at the disk that holds the data folder. */
export interface StorageProbe {
  space(): Promise<DiskSpace>
  /** Walks through the data folder, in a thread: it may take long. */
  measure(): Promise<Omit<StorageUsage, 'measuredAt'>>
}
