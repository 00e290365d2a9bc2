import SqliteDatabase from 'better-sqlite3'
import { Kysely, PostgresDialect, SqliteDialect } from 'kysely'
import pg from 'pg'

import type { Schema } from './schema.ts'

export type Dialect = 'sqlite' | 'postgres'

export interface Database extends AsyncDisposable {
  db: Kysely<Schema>
  dialect: Dialect
  /** Path of the SQLite file, null on PostgreSQL. */
  file: string | null
}

/** Opens a SQLite file: WAL, foreign keys, five seconds of patience with another process that writes. */
export function openSqlite(file: string): Database {
  const sqlite = new SqliteDatabase(file, { timeout: 5000 })
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = NORMAL')
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('cache_size = -32000')
  // SQLite's own knows only ASCII; a search must find "Zürich" by "ZÜRICH".
  sqlite.function('lower', { deterministic: true }, (text) =>
    typeof text === 'string' ? text.toLowerCase() : text,
  )
  const db = new Kysely<Schema>({ dialect: new SqliteDialect({ database: sqlite }) })
  return { db, dialect: 'sqlite', file, [Symbol.asyncDispose]: () => db.destroy() }
}

const INT8 = 20

/** Opens a pool on PostgreSQL. `onError` hears of idle connections that broke; without it the process would die. */
export function openPostgres(url: string, onError: (error: Error) => void): Database {
  const pool = new pg.Pool({
    connectionString: url,
    max: 10,
    types: {
      getTypeParser: (id, format) => (id === INT8 ? Number : pg.types.getTypeParser(id, format)),
    },
  })
  pool.on('error', onError)
  const db = new Kysely<Schema>({ dialect: new PostgresDialect({ pool }) })
  return { db, dialect: 'postgres', file: null, [Symbol.asyncDispose]: () => db.destroy() }
}
