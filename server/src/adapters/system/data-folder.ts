import { randomUUID } from 'node:crypto'
import {
  chmodSync,
  closeSync,
  existsSync,
  openSync,
  readFileSync,
  realpathSync,
  writeFileSync,
} from 'node:fs'
import { access, constants, mkdir } from 'node:fs/promises'
import { hostname } from 'node:os'
import { join } from 'node:path'

import Database from 'better-sqlite3'

import { messageOf } from '../../domain/core/errors.ts'

/** The folders of an installation, locked by this process until disposed. */
export interface DataFolder extends Disposable {
  path: string
  /** Identifies the server that holds this folder to others; the same after a restart. */
  node: string
  database: string
  /** Working folder of connectors; relative paths in their settings start here. */
  files: string
  plugins: string
  executions: string
  /** Checkouts of dbt projects in git, one per pipeline. */
  dbt: string
  /** The file that OpenLineage events are written to. */
  openLineage: string
}

/** Another process holds the data folder, or it cannot be written. */
export class DataFolderError extends Error {
  override readonly name = 'DataFolderError'
}

/**
 * Creates the data folder and locks it. The lock is SQLite's, on a separate file: the operating system releases it
 * however the process ends, so that no stale lock can block the next start. `files` is the working folder of connectors
 * if it is elsewhere.
 */
export async function openDataFolder(
  path: string,
  { files = join(path, 'files') }: { files?: string } = {},
): Promise<DataFolder> {
  const folders = {
    path,
    database: join(path, 'flx.db'),
    files,
    plugins: join(path, 'plugins'),
    executions: join(path, 'executions'),
    dbt: join(path, 'dbt'),
    openLineage: join(path, 'openlineage', 'events.ndjson'),
  }
  try {
    await mkdir(path, { recursive: true, mode: 0o700 })
    await checkWritable(path, folders.database)
    await mkdir(folders.files, { recursive: true, mode: 0o700 })
  } catch (error) {
    if (error instanceof DataFolderError) throw error
    throw new DataFolderError(
      `The data folder ${path} could not be created: ${messageOf(error)}. Set FLX_DATA_DIR to another folder.`,
      { cause: error },
    )
  }
  const lock = takeLock(path)
  return { ...folders, node: nodeName(path), [Symbol.dispose]: () => void lock.close() }
}

/**
 * Returns the name that an earlier start stored, or a new one: a copy of the folder is a different server. Called under
 * the lock.
 */
function nodeName(path: string): string {
  const file = join(path, 'node')
  const place = realpathSync(path)
  const [name = '', writtenAt] = existsSync(file) ? readFileSync(file, 'utf8').split('\n') : []
  if (/^[\w.-]{1,200}$/.test(name) && writtenAt === place) return name
  const host = hostname().replaceAll(/[^\w.-]/g, '-')
  const made = `${host.slice(0, 100)}-${randomUUID().slice(0, 8)}`
  writeFileSync(file, `${made}\n${place}\n`, { mode: 0o600 })
  return made
}

/** Checks before opening: a folder mounted read-only can be opened, and only the first write would fail. */
async function checkWritable(path: string, database: string): Promise<void> {
  try {
    await access(path, constants.W_OK)
    await access(database, constants.W_OK).catch((error: NodeJS.ErrnoException) => {
      if (error.code !== 'ENOENT') throw error
    })
  } catch (error) {
    throw new DataFolderError(
      `The data folder ${path} is not writable: ${messageOf(error)}. Make it writable for this user, or set FLX_DATA_DIR to another folder.`,
      { cause: error },
    )
  }
}

/**
 * Makes a file readable by its owner only: SQLite gives its side files the same mode. Older versions made some readable
 * by all.
 */
function keepPrivate(file: string): void {
  closeSync(openSync(file, 'a', 0o600))
  chmodSync(file, 0o600)
}

function takeLock(path: string): Database.Database {
  let lock: Database.Database | undefined
  try {
    const file = join(path, 'lock.db')
    keepPrivate(file)
    lock = new Database(file, { timeout: 0 })
    lock.exec('BEGIN EXCLUSIVE')
    return lock
  } catch (error) {
    lock?.close()
    const code = error instanceof Database.SqliteError ? error.code : ''
    throw new DataFolderError(
      code.startsWith('SQLITE_BUSY')
        ? `Another FLX Pipelines server already uses the data folder ${path}. Stop it, or set FLX_DATA_DIR to another folder.`
        : `The data folder ${path} cannot be used: ${messageOf(error)}. Set FLX_DATA_DIR to another folder.`,
      { cause: error },
    )
  }
}
