import { join } from 'node:path'

import SqliteDatabase from 'better-sqlite3'

import type { StorageUsage } from '@flx/shared/operations/storage'

/** Sizes inside the database's file. Reads the heads of all stored chunks of logs. */
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
