import { parentPort, workerData } from 'node:worker_threads'

import type { StorageUsage } from '@flx/shared/operations/storage'

import { messageOf } from '../../domain/core/errors.ts'
import { databaseFigures } from './database-figures.ts'
import { sortFolder } from './sort-folder.ts'

export interface MeasureQuestion {
  dataDir: string
  /** Whether the database is a file in the folder. */
  hasDatabase: boolean
}
export type MeasureAnswer = { usage: Omit<StorageUsage, 'measuredAt'> } | { error: string }

/** Runs in a thread, see `storage-probe.ts`: everything here blocks. */
parentPort?.postMessage(answer(workerData as MeasureQuestion))

function answer({ dataDir, hasDatabase }: MeasureQuestion): MeasureAnswer {
  try {
    return {
      usage: {
        ...sortFolder(dataDir),
        ...(hasDatabase ? databaseFigures(dataDir) : { logBytes: 0, reusableBytes: 0 }),
      },
    }
  } catch (error) {
    return { error: messageOf(error) }
  }
}
