import { parentPort, workerData } from 'node:worker_threads'

import { AppError } from '../../domain/core/errors.ts'
import { catalogTasks, type CatalogTasks } from './catalog-tasks.ts'

/** The name of a task and its arguments. */
export interface CatalogTask {
  name: keyof CatalogTasks
  args: unknown[]
}
export type CatalogAnswer = { value: unknown } | { problem: string; fields: AppError['fields'] }

/** Runs in a thread, see `catalog-reader.ts`: does one task. */
parentPort?.postMessage(answer(workerData as CatalogTask))

function answer({ name, args: given }: CatalogTask): CatalogAnswer {
  try {
    const task = catalogTasks[name] as (...args: unknown[]) => unknown
    return { value: task(...given) }
  } catch (error) {
    if (!(error instanceof AppError) || error.code !== 'invalid') throw error
    return { problem: error.message, fields: error.fields }
  }
}
