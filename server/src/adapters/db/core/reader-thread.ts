import { parentPort, workerData } from 'node:worker_threads'

import SqliteDatabase from 'better-sqlite3'

import { messageOf } from '../../../domain/core/errors.ts'

export interface ThreadQuestion {
  id: number
  sql: string
  parameters: unknown[]
}
export type ThreadAnswer = { id: number } & ({ rows: unknown[] } | { error: string })

/** Runs in a thread, see `reader.ts`: answers one query after the other. */
const sqlite = new SqliteDatabase(String(workerData), { readonly: true, fileMustExist: true, timeout: 5000 })
sqlite.pragma('cache_size = -8000')

parentPort?.on('message', ({ id, sql, parameters }: ThreadQuestion) => {
  parentPort?.postMessage(answer(id, sql, parameters))
})

function answer(id: number, sql: string, parameters: unknown[]): ThreadAnswer {
  try {
    return { id, rows: sqlite.prepare(sql).all(...parameters) }
  } catch (error) {
    return { id, error: messageOf(error) }
  }
}
