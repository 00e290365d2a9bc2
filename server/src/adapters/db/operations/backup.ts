import { existsSync } from 'node:fs'
import { chmod, copyFile, mkdir, rename, rm, writeFile } from 'node:fs/promises'
import { dirname } from 'node:path'

import SqliteDatabase from 'better-sqlite3'

import { messageOf } from '../../../domain/core/errors.ts'

/** The copy holds password hashes, and everything that is not sealed is readable. */
const PRIVATE = { mode: 0o600 }

/** A backup cannot be made or used; the message says what to do. */
class BackupError extends Error {
  override readonly name = 'BackupError'
}

/**
 * Copies the database while the server runs: SQLite copies page by page and includes what is written meanwhile. The
 * copy is checked before it gets its final name. It does not contain the key, without which its secrets cannot be read.
 */
export async function backUp(database: string, file: string): Promise<void> {
  if (!existsSync(database)) throw new BackupError(`No database at ${database}. Set FLX_DATA_DIR.`)
  if (existsSync(file)) throw new BackupError(`${file} already exists. Choose a new file.`)
  const unfinished = `${file}.unfinished`
  await mkdir(dirname(file), { recursive: true, mode: 0o700 })
  await rm(unfinished, { force: true })
  await writeFile(unfinished, '', PRIVATE)
  const source = new SqliteDatabase(database, { readonly: true, fileMustExist: true })
  try {
    await source.backup(unfinished)
  } finally {
    source.close()
  }
  check(unfinished)
  await rename(unfinished, file)
}

/**
 * Replaces the database with a backup, and keeps the former one beside it. The caller must lock the data folder, so
 * that no server works on it. Returns the path of the former database, null if there was none.
 */
export async function restore(file: string, database: string, at: Date): Promise<string | null> {
  if (!existsSync(file)) throw new BackupError(`No backup at ${file}.`)
  check(file)
  const incoming = `${database}.incoming`
  await writeFile(incoming, '', PRIVATE)
  await copyFile(file, incoming)
  await chmod(incoming, PRIVATE.mode)
  const former = existsSync(database)
    ? `${database}.before-restore-${at.toISOString().replaceAll(/[:.]/g, '-')}`
    : null
  // The write-ahead log belongs to the former database, and moves into it.
  if (former !== null) {
    settle(database)
    await rename(database, former)
  }
  for (const suffix of ['-wal', '-shm']) await rm(`${database}${suffix}`, { force: true })
  await rename(incoming, database)
  return former
}

function check(file: string): void {
  let db: SqliteDatabase.Database | undefined
  try {
    db = new SqliteDatabase(file, { readonly: true, fileMustExist: true })
    const result = db.pragma('integrity_check(1)', { simple: true })
    if (result !== 'ok') throw new Error(String(result))
    db.prepare('select count(*) from kysely_migration').get()
    db.prepare('select count(*) from pipeline').get()
  } catch (error) {
    throw new BackupError(`${file} is not an intact backup of FLX Pipelines: ${messageOf(error)}.`, {
      cause: error,
    })
  } finally {
    db?.close()
  }
}

/** Writes the log into the file itself. */
function settle(database: string): void {
  try {
    const db = new SqliteDatabase(database)
    db.pragma('wal_checkpoint(TRUNCATE)')
    db.close()
  } catch {
    // A broken database is kept as it is.
  }
}
