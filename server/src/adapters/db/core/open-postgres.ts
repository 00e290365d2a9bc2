import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

import type { Database } from './open-database.ts'
import { patientDialect } from './patient-dialect.ts'
import type { Schema } from './schema.ts'

/** Type numbers of PostgreSQL's bigint and numeric, which pg hands out as text. No count here passes 2^53. */
const NUMBERS = new Set([20, 1700])

/** A connection that takes longer is given up; the transaction that wanted it is tried again. */
const CONNECT_MS = 10_000
/** A process that stands still in a transaction must not keep its locks: PostgreSQL ends it, long before it counts as lost. */
const IDLE_IN_TRANSACTION_MS = 10_000

const types: pg.CustomTypesConfig = {
  getTypeParser: (id, format) => (NUMBERS.has(id) ? Number : pg.types.getTypeParser(id, format)),
}

/** What every connection is opened with. */
export const connectionSettings = (url: string): pg.ClientConfig => ({
  connectionString: url,
  application_name: 'flx-pipelines',
  connectionTimeoutMillis: CONNECT_MS,
  keepAlive: true,
  types,
})

/**
 * Opens a pool of at most `connections` on PostgreSQL. `onError` hears of idle connections that broke. With
 * `onWait`, who finds PostgreSQL away waits for it (see `patient-dialect.ts`), until `patience` is aborted.
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
    idle_in_transaction_session_timeout: idleInTransactionMs,
  })
  pool.on('error', onError)
  // One that breaks while it is in use tells the query, too; without a listener of its own the process would die.
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
    giveBack: () => 0,
    patience,
    async [Symbol.asyncDispose]() {
      patience.abort()
      await db.destroy()
    },
  }
}
