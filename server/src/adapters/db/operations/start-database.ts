import { existsSync, openSync, closeSync, readSync, statSync } from 'node:fs'

import SqliteDatabase from 'better-sqlite3'
import { sql } from 'kysely'

import { messageOf } from '../../../domain/core/errors.ts'
import { codeOf } from '../core/database-errors.ts'
import { migrate } from './migrate.ts'
import { openSqlite, type Database } from '../core/open-database.ts'
import type { Schema } from '../core/schema.ts'

/** The database cannot be used; the message is one sentence that says what to do. */
export class DatabaseFileError extends Error {
  override readonly name = 'DatabaseFileError'
}

/** A file of up to this size is checked completely at the start, which is fast. */
const CHECKED_BYTES = 32 * 1024 * 1024

/**
 * Opens the database of an installation and upgrades it. `keyFile` shows whether the installation was used before.
 * Throws DatabaseFileError for a file that is not a database, is empty, or is damaged: continuing would lose data that
 * can still be saved.
 */
export async function startDatabase(
  file: string,
  { keyFile }: { keyFile: string },
): Promise<{ database: Database; backup: string | null }> {
  refuseEmpty(file, keyFile)
  refuseDamagedLog(file)
  let database: Database | undefined
  try {
    database = openSqlite(file)
    refuseDamagedPages(file)
    const { backup } = await migrate(database)
    await refuseMissingTables(database, file)
    return { database, backup }
  } catch (error) {
    await database?.[Symbol.asyncDispose]()
    throw damageOf(error, file) ?? error
  }
}

/** Returns the error to report for a failure caused by a damaged file; undefined for every other error. */
export function damageOf(error: unknown, file: string): DatabaseFileError | undefined {
  const cause = error instanceof Error && error.cause !== undefined ? error.cause : error
  switch (codeOf(cause).replace(/^(SQLITE_[A-Z]+)_.*/, '$1')) {
    case 'SQLITE_NOTADB':
      return damaged(file, 'it is not a database file', cause)
    case 'SQLITE_CORRUPT':
      return damaged(file, messageOf(cause), cause)
    case 'SQLITE_ERROR':
      return /no such (table|column)/.test(messageOf(cause))
        ? damaged(file, messageOf(cause), cause)
        : undefined
    default:
      return undefined
  }
}

const damaged = (file: string, problem: string, cause?: unknown): DatabaseFileError =>
  new DatabaseFileError(
    `The database ${file} is damaged (${problem}): keep a copy of the data folder, then restore a backup with npm run restore -- FILE.`,
    { cause },
  )

/**
 * Refuses an emptied file. If the file does not exist, a new database is created; an empty one in a used installation
 * had content.
 */
function refuseEmpty(file: string, keyFile: string): void {
  if (!existsSync(file) || statSync(file).size > 0 || !existsSync(keyFile)) return
  // With a log beside it, SQLite finds everything there.
  if (existsSync(`${file}-wal`) && statSync(`${file}-wal`).size > 0) return
  throw new DatabaseFileError(
    `The database ${file} is empty, but this installation was used before: restore a backup with npm run restore -- FILE, or remove the file to start without any data.`,
  )
}

const LOG_HEADER_BYTES = 32
/** Little or big endian checksums. */
const LOG_MAGIC = new Set([0x377f0682, 0x377f0683])

/**
 * Refuses a damaged log: SQLite takes a log with a damaged header for an empty one, and would overwrite the latest
 * changes. A header of zeros is accepted: a power failure leaves it in a log that nothing relied on.
 */
function refuseDamagedLog(file: string): void {
  const log = `${file}-wal`
  if (!existsSync(log) || statSync(log).size === 0) return
  const header = Buffer.alloc(LOG_HEADER_BYTES)
  const descriptor = openSync(log, 'r')
  try {
    readSync(descriptor, header, 0, LOG_HEADER_BYTES, 0)
  } finally {
    closeSync(descriptor)
  }
  if (header.every((byte) => byte === 0) || isIntactHeader(header)) return
  throw new DatabaseFileError(
    `The log of the database ${log} is damaged: keep a copy of the data folder, then restore a backup with npm run restore -- FILE, or remove the log to continue without the last changes.`,
  )
}

/** Follows SQLite's file format (https://sqlite.org/fileformat2.html#the_write_ahead_log). */
function isIntactHeader(header: Buffer): boolean {
  const magic = header.readUInt32BE(0)
  if (!LOG_MAGIC.has(magic)) return false
  const word = (offset: number) =>
    magic === 0x377f0683 ? header.readUInt32BE(offset) : header.readUInt32LE(offset)
  let [first, second] = [0, 0]
  for (let offset = 0; offset < 24; offset += 8) {
    first = (first + word(offset) + second) >>> 0
    second = (second + word(offset + 4) + first) >>> 0
  }
  return header.readUInt32BE(24) === first && header.readUInt32BE(28) === second
}

/** Checks small files for damaged pages; in a large file they are found when they are read. */
function refuseDamagedPages(file: string): void {
  if (statSync(file).size > CHECKED_BYTES) return
  const reader = new SqliteDatabase(file, { readonly: true })
  try {
    const found = reader.pragma('quick_check(1)', { simple: true })
    if (found !== 'ok') throw damaged(file, String(found).replaceAll(/\s+/g, ' ').trim())
  } finally {
    reader.close()
  }
}

/** The tables of an upgraded database, besides those of the sign-in library. */
const TABLES = Object.keys({
  pipeline: true,
  pipeline_plugin: true,
  pipeline_tag: true,
  pipeline_label: true,
  execution: true,
  execution_note: true,
  past_name: true,
  event: true,
  event_follower: true,
  leader: true,
  log_chunk: true,
  pipeline_state: true,
  plugin: true,
  plugin_output: true,
  plugin_lock: true,
  plugin_newest: true,
  plugin_environment: true,
  environment_output: true,
  worker_host: true,
  errand: true,
  errand_label: true,
  pipeline_catalog: true,
  catalog_version: true,
  catalog_use: true,
  hub_document: true,
  execution_bucket: true,
  fleet_rollup: true,
  pipeline_rollup: true,
  objective_count: true,
  bulk: true,
  bulk_item: true,
  saved_view: true,
  dashboard: true,
  deleted_dashboard: true,
  meta: true,
  api_token: true,
  password_link: true,
  tick: true,
  hold: true,
  alert_rule: true,
  alert_channel: true,
  alert_incident: true,
  alert_delivery: true,
  audit_entry: true,
  acknowledgement: true,
  failure_comment: true,
  failure_cause: true,
  failure_cause_pipeline: true,
  failure_cause_day: true,
  server_start: true,
  plugin_rollback: true,
  project: true,
  project_origin: true,
  template: true,
  template_version: true,
  project_import: true,
  project_undo: true,
  log_gap: true,
  log_level_count: true,
  transform_part: true,
  dataset: true,
  dataset_flow: true,
  pipeline_lineage: true,
  open_lineage: true,
  open_lineage_event: true,
  open_lineage_run: true,
  foreign_job: true,
  foreign_run: true,
  dataset_alias: true,
  node: true,
  node_label: true,
} satisfies Record<keyof Schema, true>)
const SIGN_IN_TABLES = ['user', 'session', 'account', 'verification', 'rateLimit']

async function refuseMissingTables({ db }: Database, file: string): Promise<void> {
  const { rows } = await sql<{ name: string }>`select name from sqlite_master where type = 'table'`.execute(
    db,
  )
  const existing = new Set(rows.map(({ name }) => name))
  const missing = [...TABLES, ...SIGN_IN_TABLES].filter((name) => !existing.has(name))
  if (missing.length > 0) throw damaged(file, `the table ${missing.join(', ')} is missing`)
}
