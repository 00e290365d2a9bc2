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
  let last = 0
  let thread: Worker | undefined
  let idle: ReturnType<typeof setTimeout> | undefined

  const stop = async () => {
    clearTimeout(idle)
    const stopped = thread
    thread = undefined
    await stopped?.terminate()
  }
  const start = (): Worker => {
    const started = new Worker(new URL('./reader-thread.ts', import.meta.url), { workerData: file })
    started.on('message', ({ id, ...answer }: ThreadAnswer) => {
      const asked = waiting.get(id)
      waiting.delete(id)
      if ('rows' in answer) asked?.resolve(answer.rows)
      else asked?.reject(new Error(answer.error))
      if (waiting.size > 0) return
      started.unref()
      idle = setTimeout(() => void stop(), IDLE_MILLISECONDS)
      idle.unref()
    })
    const failed = (error: Error) => {
      if (thread === started) thread = undefined
      for (const asked of waiting.values()) asked.reject(error)
      waiting.clear()
    }
    started.on('error', failed)
    started.on('exit', () => failed(new Error('The thread that reads the database has ended.')))
    return started
  }

  return {
    db,
    async read<Row>({ sql, parameters }: CompiledQuery<Row>) {
      clearTimeout(idle)
      thread ??= start()
      thread.ref()
      last += 1
      const asked = Promise.withResolvers<unknown[]>()
      waiting.set(last, asked)
      thread.postMessage({ id: last, sql, parameters: [...parameters] } satisfies ThreadQuestion)
      // The query determines the type of its rows, as everywhere with Kysely.
      return (await asked.promise) as Row[]
    },
    [Symbol.asyncDispose]: stop,
  }
}
