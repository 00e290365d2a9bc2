import { statSync } from 'node:fs'
import { resolve } from 'node:path'

import SqliteDatabase from 'better-sqlite3'

import { ConnectorError, type Settings } from '../cli.ts'
import { refuseOwnDatabase } from '../protection/own-database.ts'
import { databaseFile } from '../protection/protected-files.ts'
import { fold, quoteIdentifier, sqlName } from '../stores/sqlite-names.ts'
import {
  cutCell,
  MAX_CELL_CHARACTERS,
  MAX_COLUMNS,
  MAX_ROWS,
  type LoadedRows,
  type RowsRequest,
} from './loaded-rows.ts'

/** The longest wait for a database that another process writes. */
const BUSY_MS = 3000

/**
 * Returns the first rows of a stream's table, over a read-only connection. Throws ConnectorError that says what is
 * wrong.
 */
export function sqliteRows(settings: Settings, { stream }: RowsRequest): LoadedRows {
  const database = databaseFile(settings['database'])
  const tableName = sqlName(String(settings['table_prefix'] ?? '') + stream)
  const place = { kind: 'table' as const, database: resolve(database), table: tableName }
  const nothing = { exists: false, columns: [], rows: [], more: false, unreadable: 0, leftOut: 0 }
  const stats = statSync(database, { throwIfNoEntry: false })
  if (stats === undefined) return { place, ...nothing }
  if (!stats.isFile()) throw new ConnectorError(`${database} is not a file.`)
  const db = open(database)
  try {
    const table = tableNamed(db, tableName)
    if (table === undefined) return { place, ...nothing }
    const names = (db.pragma(`table_info(${quoteIdentifier(table)})`) as { name: string }[]).map(
      ({ name }) => name,
    )
    const columns = names.slice(0, MAX_COLUMNS)
    const rows = db
      .prepare(
        `select ${columns.map(selectionOf).join(', ')} from ${quoteIdentifier(table)} limit ${MAX_ROWS + 1}`,
      )
      .safeIntegers()
      .raw()
      .all() as unknown[][]
    return {
      place: { ...place, table },
      exists: true,
      columns,
      rows: rows.slice(0, MAX_ROWS).map((row) => columns.map((_, index) => cell(row, index))),
      more: rows.length > MAX_ROWS,
      unreadable: 0,
      leftOut: names.length - columns.length,
    }
  } catch (error) {
    throw new ConnectorError(`The database ${database} cannot be read: ${(error as Error).message}.`)
  } finally {
    db.close()
  }
}

function open(database: string): SqliteDatabase.Database {
  try {
    const db = new SqliteDatabase(database, { readonly: true, fileMustExist: true, timeout: BUSY_MS })
    refuseOwnDatabase(db, database)
    return db
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorError(`The database ${database} cannot be opened: ${(error as Error).message}.`)
  }
}

/** Finds a table, not a view: a limit does not bound the work of a view. */
function tableNamed(db: SqliteDatabase.Database, name: string): string | undefined {
  const statement = db.prepare(
    `select name from sqlite_schema where type = 'table' and name = ? collate nocase and sql not like 'create virtual%'`,
  )
  const found = statement.all(fold(name)) as { name: string }[]
  return found[0]?.name
}

/** Selects a value, its kind and its size: long texts are cut, and bytes are not read. */
function selectionOf(name: string): string {
  const column = quoteIdentifier(name)
  return `case typeof(${column}) when 'text' then substr(${column}, 1, ${MAX_CELL_CHARACTERS + 1}) when 'blob' then null else ${column} end, case typeof(${column}) when 'blob' then length(${column}) end`
}

function cell(row: readonly unknown[], index: number): string {
  const [value, bytes] = [row[2 * index], row[2 * index + 1]]
  if (typeof bytes === 'bigint') return JSON.stringify(`(${bytes} bytes)`)
  // Keeps every digit of a whole number; SQLite stores other numbers as doubles.
  if (typeof value === 'bigint' || typeof value === 'number') return String(value)
  return cutCell(JSON.stringify(value ?? null))
}
