import { join } from 'node:path'

import SqliteDatabase from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'

import type { StorageUsage } from '@flx/shared/operations/storage'

import type { Schema } from '../db/core/schema.ts'

/** Returns sizes inside the database file. Reads the heads of all stored log chunks. */
export function databaseFigures(dataDir: string): Pick<StorageUsage, 'logBytes' | 'reusableBytes'> {
  const db = new SqliteDatabase(join(dataDir, 'flx.db'), {
    readonly: true,
    fileMustExist: true,
    timeout: 5000,
  })
  try {
    const number = (pragma: string) => Number(db.pragma(pragma, { simple: true }))
    const logs = db.prepare('select coalesce(sum(size), 0) from log_chunk').pluck().get()
    return { logBytes: Number(logs), reusableBytes: number('freelist_count') * number('page_size') }
  } finally {
    db.close()
  }
}

/** The same for a PostgreSQL database, with its size: it reuses free space itself and does not report how much. */
export async function postgresFigures(
  db: Kysely<Schema>,
): Promise<Pick<StorageUsage, 'databaseBytes' | 'logBytes' | 'reusableBytes'>> {
  const { rows } = await sql<{ database: number; logs: number }>`
    select pg_database_size(current_database()) as database, (select coalesce(sum(size), 0) from log_chunk) as logs
  `.execute(db)
  return { databaseBytes: rows[0]?.database ?? 0, logBytes: rows[0]?.logs ?? 0, reusableBytes: 0 }
}
