import { Kysely, PostgresDialect } from 'kysely'
import pg from 'pg'

import type { Database } from './open-database.ts'
import type { Schema } from './schema.ts'

/** Type numbers of PostgreSQL's bigint and numeric, which pg hands out as text. No count here passes 2^53. */
const NUMBERS = new Set([20, 1700])

/** Opens a pool on PostgreSQL. `onError` hears of idle connections that broke; without it the process would die. */
export function openPostgres(url: string, onError: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    application_name: 'flx-pipelines',
    types: {
      getTypeParser: (id, format) => (NUMBERS.has(id) ? Number : pg.types.getTypeParser(id, format)),
    },
  })
  pool.on('error', onError)
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return {
    db,
    dialect: 'postgres',
    file: null,
    giveBack: () => 0,
    [Symbol.asyncDispose]: () => db.destroy(),
  }
}
