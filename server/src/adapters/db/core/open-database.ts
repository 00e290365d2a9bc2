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
   * Returns up to `pages` free pages of the file to the disk; resolves to their number. PostgreSQL does this itself:
   * always 0.
   */
  releasePages(pages: number): number
}

/**
 * Opens a SQLite file in WAL mode; a new file has mode 0600. Waiting for another connection's write blocks this
 * process, so the timeout is short, and `Writer.change` repeats the whole transaction instead.
 */
export function openSqlite(file: string, { busyTimeoutMs = 20 } = {}): Database {
  // It holds password hashes and sessions; SQLite gives its side files the mode of the main file.
  if (file !== ':memory:') closeSync(openSync(file, 'a', 0o600))
  const sqlite = new SqliteDatabase(file, { timeout: busyTimeoutMs })
  // Takes effect on a new file only: space that retention frees can then be returned little by little.
  sqlite.pragma('auto_vacuum = INCREMENTAL')
  sqlite.pragma('journal_mode = WAL')
  sqlite.pragma('synchronous = NORMAL')
  sqlite.pragma('foreign_keys = ON')
  sqlite.pragma('cache_size = -32000')
  const db = new Kysely<Schema>({ dialect: new ImmediateSqliteDialect({ database: sqlite }) })
  const canShrink = sqlite.pragma('auto_vacuum', { simple: true }) === INCREMENTAL
  return {
    db,
    dialect: 'sqlite',
    file,
    releasePages(pages) {
      if (!canShrink) return 0
      const free = Math.min(pages, Number(sqlite.pragma('freelist_count', { simple: true })))
      if (free > 0) sqlite.exec(`pragma incremental_vacuum(${free})`)
      return free
    },
    [Symbol.asyncDispose]: () => db.destroy(),
  }
}

/** SQLite's value of `auto_vacuum` for incremental vacuum. */
const INCREMENTAL = 2
