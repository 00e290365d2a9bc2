import { Worker } from 'node:worker_threads'

import type { CompiledQuery, Kysely } from 'kysely'

import type { Database } from './open-database.ts'
import type { ThreadAnswer, ThreadQuestion } from './reader-thread.ts'
import type { Schema } from './schema.ts'

/**
 * Runs queries that might take long. SQLite answers them in a thread with a separate read-only connection, because on
 * the server's own they would block everything else; PostgreSQL answers on its pool.
 */
export interface Reader extends AsyncDisposable {
  /** For building queries, and for quick reads. */
  db: Kysely<Schema>
  read<Row>(query: CompiledQuery<Row>): Promise<Row[]>
}

/** A thread costs memory: it ends after being idle for this time. */
const IDLE_MILLISECONDS = 30_000

export function createReader({ db, dialect, file }: Database): Reader {
  if (dialect !== 'sqlite' || file === null || file === ':memory:') {
    return {
      db,
      read: async (query) => (await db.executeQuery(query)).rows,
      [Symbol.asyncDispose]: () => Promise.resolve(),
    }
  }
  const waiting = new Map<number, PromiseWithResolvers<unknown[]>>()
  let lastId = 0
  let thread: Worker | undefined
  let idleTimer: ReturnType<typeof setTimeout> | undefined

  const stop = async () => {
    clearTimeout(idleTimer)
    const stopped = thread
    thread = undefined
    await stopped?.terminate()
  }
  const start = (): Worker => {
    const worker = new Worker(new URL('./reader-thread.ts', import.meta.url), { workerData: file })
    worker.on('message', ({ id, ...answer }: ThreadAnswer) => {
      const pending = waiting.get(id)
      waiting.delete(id)
      if ('rows' in answer) pending?.resolve(answer.rows)
      else pending?.reject(new Error(answer.error))
      if (waiting.size > 0) return
      worker.unref()
      idleTimer = setTimeout(() => void stop(), IDLE_MILLISECONDS)
      idleTimer.unref()
    })
    const failed = (error: Error) => {
      if (thread === worker) thread = undefined
      for (const pending of waiting.values()) pending.reject(error)
      waiting.clear()
    }
    worker.on('error', failed)
    worker.on('exit', () => failed(new Error('The thread that reads the database has ended.')))
    return worker
  }

  return {
    db,
    async read<Row>({ sql, parameters }: CompiledQuery<Row>) {
      clearTimeout(idleTimer)
      thread ??= start()
      thread.ref()
      lastId += 1
      const pending = Promise.withResolvers<unknown[]>()
      waiting.set(lastId, pending)
      thread.postMessage({ id: lastId, sql, parameters: [...parameters] } satisfies ThreadQuestion)
      // The query determines the type of its rows, as everywhere with Kysely.
      return (await pending.promise) as Row[]
    },
    [Symbol.asyncDispose]: stop,
  }
}
