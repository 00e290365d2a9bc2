import type { DiskSpace, StorageUsage } from '@flx/shared/operations/storage'

/** Measures the disk that holds the data folder. */
export interface StorageProbe {
  space(): Promise<DiskSpace>
  /** Walks through the data folder in a thread, because it can take long. */
  measure(): Promise<Omit<StorageUsage, 'measuredAt'>>
}
