import { statfs } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'

import type { StorageProbe } from '../../domain/operations/storage.ts'
import type { Database } from '../db/core/open-database.ts'
import type { DataFolder } from '../system/data-folder.ts'
import { postgresFigures } from './database-figures.ts'
import type { MeasureAnswer, MeasureQuestion } from './measure-thread.ts'

/** Measures the data folder and the database. Each measurement runs in a separate thread, which ends with it. */
export function createStorageProbe(
  folder: Pick<DataFolder, 'path'>,
  { db, dialect }: Pick<Database, 'db' | 'dialect'>,
): StorageProbe & AsyncDisposable {
  let thread: Worker | undefined
  const measureFolder = (): Promise<Awaited<ReturnType<StorageProbe['measure']>>> =>
    new Promise((resolve, reject) => {
      const question: MeasureQuestion = { dataDir: folder.path, hasDatabase: dialect === 'sqlite' }
      const started = new Worker(new URL('./measure-thread.ts', import.meta.url), { workerData: question })
      thread = started
      started.once('message', (answer: MeasureAnswer) => {
        if ('usage' in answer) resolve(answer.usage)
        else reject(new Error(answer.error))
      })
      started.once('error', reject)
      started.once('exit', () => reject(new Error('The measurement was interrupted.')))
    })
  return {
    async space() {
      const { bsize, blocks, bavail } = await statfs(folder.path)
      return { totalBytes: bsize * blocks, freeBytes: bsize * bavail }
    },

    async measure() {
      const usage = await measureFolder()
      return dialect === 'sqlite' ? usage : { ...usage, ...(await postgresFigures(db)) }
    },

    async [Symbol.asyncDispose]() {
      await thread?.terminate()
    },
  }
}
