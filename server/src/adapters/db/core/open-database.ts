import { closeSync, openSync } from 'node:fs'

import SqliteDatabase from 'better-sqlite3'
import { Kysely } from 'kysely'

import type { Schema } from './schema.ts'
import { ImmediateSqliteDialect } from './sqlite-dialect.ts'

export type Dialect = 'sqlite' | 'postgres'

export interface Database extends AsyncDisposable {
  db: Kysely<Schema>
  dialect: Dialect
  /** Path of the SQLite file, null on PostgreSQL. */
  file: string | null
  /**
   * Returns at most `pages` free pages of the file to the disk and gives their number. PostgreSQL does that by itself.
   */
  giveBack(pages: number): number
}

/**
 * Opens a SQLite file (mode 0600 when it is new) in WAL mode. Waiting for another connection's write blocks this
 * process, so it is short; `Writer.change` tries the whole transaction again instead.
 */
export function openSqlite(file: string, { busyTimeoutMs = 20 } = {}): Database {
  // It holds password hashes and sessions; SQLite gives its side files the mode of the main file.
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600))
  const sqlite = new SqliteDatabase(file, { timeout: busyTimeoutMs })
  // Takes effect on a new file only: what retention frees can then be given back a little at a time.
  sqlite.pragma('auto_vacuum = INCREMENTAL')
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = NORMAL')
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('cache_size = -32000')
  const db = new Kysely<Schema>({ dialect: new ImmediateSqliteDialect({ database: sqlite }) })
  const shrinks = sqlite.pragma('auto_vacuum', { simple: true }) === INCREMENTAL
  return {
    db,
    dialect: 'sqlite',
    file,
    giveBack(pages) {
      if (!shrinks) return 0
      const free = Math.min(pages, Number(sqlite.pragma('freelist_count', { simple: true })))
      if (free > 0) sqlite.exec(`pragma incremental_vacuum(${free})`)
      return free
    },
    [Symbol.asyncDispose]: () => db.destroy(),
  }
}

/** SQLite's value of `auto_vacuum` for incremental vacuum. */
const INCREMENTAL = 2
