import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

import type { Database } from './open-database.ts'
import { patientDialect } from './patient-dialect.ts'
import type { Schema } from './schema.ts'

/** Type ids of PostgreSQL's bigint and numeric, which pg returns as text. No count here exceeds 2^53. */
const NUMBERS = new Set([20, 1700])

/** A connection that takes longer is given up, and its transaction tried again. */
const CONNECT_MS = 10_000
/** Long enough that what a server does every few seconds finds its connections still open. */
const IDLE_MS = 60_000
/**
 * PostgreSQL ends a transaction that idles this long, so that a process that hangs does not keep its locks. Much
 * shorter than the time after which a process counts as lost.
 */
const IDLE_IN_TRANSACTION_MS = 10_000

const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (NUMBERS.has(id) ? Number : pg.types.getTypeParser(id, format)),
}

/** Returns the settings of every connection. */
export const connectionSettings = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'flx-pipelines',
  connectionTimeoutMillis: CONNECT_MS,
  keepAlive: true,
  types,
})

/**
 * Opens a pool of at most `connections` on PostgreSQL. `onError` receives the errors of idle connections that break.
 * With `onWait`, transactions and statements wait while PostgreSQL is away (see `patient-dialect.ts`), until `patience`
 * is aborted.
 */
export function openPostgres(
  url: string,
  {
    connections = 10,
    idleInTransactionMs = IDLE_IN_TRANSACTION_MS,
    onError,
    onWait,
  }: {
    connections?: number
    idleInTransactionMs?: number
    onError: (error: Error) => void
    onWait?: (error: unknown) => void
  },
): Database & { patience: AbortController } {
  const pool = new pg.Pool({
    ...connectionSettings(url),
    max: connections,
    idleTimeoutMillis: IDLE_MS,
    idle_in_transaction_session_timeout: idleInTransactionMs,
  })
  pool.on('error', onError)
  // A connection that breaks in use also rejects its query; without its own listener the process would crash.
  pool.on('connect', (client) => client.on('error', () => undefined))
  const patience = new AbortController()
  const db = new Kysely<Schema>({
    dialect:
      onWait === undefined
        ? new PostgresDialect({ pool })
        : patientDialect({ pool }, { onWait, patience: patience.signal }),
  })
  return {
    db,
    dialect: 'postgres',
    file: null,
    releasePages: () => 0,
    patience,
    async [Symbol.asyncDispose]() {
      patience.abort()
      await db.destroy()
    },
  }
}
