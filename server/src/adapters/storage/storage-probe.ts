import { statfs } from 'node:fs/promises'
import { Worker } from 'node:worker_threads'

import type { StorageProbe } from '../../domain/operations/storage.ts'
import type { DataFolder } from '../system/data-folder.ts'
import type { MeasureAnswer, MeasureQuestion } from './measure-thread.ts'

/** Looks at the data folder. Each measurement is a thread of its own, which ends with it. */
export function createStorageProbe(folder: Pick<DataFolder, 'path'>): StorageProbe & AsyncDisposable {
  let thread: Worker | undefined
  return {
    async space() {
      const { bsize, blocks, bavail } = await statfs(folder.path)
      return { totalBytes: bsize * blocks, freeBytes: bsize * bavail }
    },

    measure: () =>
      new Promise((resolve, reject) => {
        const question: MeasureQuestion = { dataDir: folder.path }
        const started = new Worker(new URL('./measure-thread.ts', import.meta.url), { workerData: question })
        thread = started
        started.once('message', (answer: MeasureAnswer) => {
          if ('usage' in answer) resolve(answer.usage)
          else reject(new Error(answer.error))
        })
        started.once('error', reject)
        started.once('exit', () => reject(new Error('The measurement was interrupted.')))
      }),

    async [Symbol.asyncDispose]() {
      await thread?.terminate()
    },
  }
}
