import { createHash } from 'node:crypto'

import { parseJson } from '@flx/shared/json/json-text'
import SqliteDatabase from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'
import * as z from 'zod'

import type { Database } from '../../core/open-database.ts'
import { KEY_CHECK } from '../key-check.ts'
import { movedTables, type MovedTable } from './moved-tables.ts'
import { copyTable, digestOfSource, digestOfTarget, MOVED } from './table-rows.ts'

/** The data cannot be moved; the message says why and what to do. Nothing was changed. */
class MoveError extends Error {
  override readonly name = 'MoveError'
}

export interface Move {
  tables: number
  rows: number
  /** Executions that were waiting or running when the server stopped. */
  unfinished: number
  /** False if everything was already there, from an earlier move. */
  copied: boolean
}

/**
 * The installation that a copy is of, and checksums of what was copied: a later move uses them to see that nothing has
 * changed since.
 */
const recordSchema = z.object({
  installation: z.string(),
  at: z.string(),
  tables: z.record(z.string(), z.string()),
})
type MoveRecord = z.output<typeof recordSchema>

/** Any used database has rows in one of these tables. Migrations leave them empty. */
const SIGNS_OF_USE = ['meta', 'server_start', 'user', 'plugin', 'pipeline', 'execution', 'event']

/**
 * Copies the content of a SQLite file into a PostgreSQL database of the same version, in one transaction: an
 * interrupted move leaves nothing behind. Every table is read back, and counts and checksums are compared before the
 * commit. An earlier, unchanged copy of the same installation is replaced if the file has changed since. Throws
 * MoveError. The caller ensures that nothing else uses either side.
 */
export async function moveDatabase(
  file: string,
  target: Database,
  { at, onTable = () => undefined }: { at: Date; onTable?: (name: string, rows: number) => void },
): Promise<Move> {
  const source = new SqliteDatabase(file, { readonly: true, fileMustExist: true })
  try {
    // One state of the file, even if something writes to it.
    source.exec('begin')
    const db = target.db as unknown as Kysely<unknown>
    await refuseOtherVersion(source, db)
    const installation = installationOf(source)
    const tables = await movedTables(source, db)
    const movedRows = await db.transaction().execute(async (trx) => {
      const earlier = await earlierCopy(trx, tables, installation)
      if (earlier !== undefined && tables.every((table) => isCopied(source, table, earlier))) return null
      return await copyAll(source, trx, { tables, onTable, record: { installation, at: at.toISOString() } })
    })
    // Query plans depend on PostgreSQL's statistics, and some on its visibility map.
    if (movedRows !== null)
      await sql.raw(`vacuum (analyze) ${tables.map(({ name }) => `"${name}"`).join(', ')}`).execute(db)
    return {
      tables: tables.length,
      rows: movedRows ?? tables.reduce((sum, { name }) => sum + countOf(source, name), 0),
      unfinished: countOf(source, 'execution', `where status in ('pending', 'running')`),
      copied: movedRows !== null,
    }
  } finally {
    source.close()
  }
}

const isCopied = (source: SqliteDatabase.Database, table: MovedTable, earlier: MoveRecord): boolean =>
  digestOfSource(source, table).text === earlier.tables[table.name]

/** Copies all tables; returns the number of rows. */
async function copyAll(
  source: SqliteDatabase.Database,
  trx: Kysely<unknown>,
  {
    tables,
    onTable,
    record,
  }: {
    tables: MovedTable[]
    onTable: (name: string, rows: number) => void
    record: Omit<MoveRecord, 'tables'>
  },
): Promise<number> {
  await sql.raw(`truncate ${tables.map(({ name }) => `"${name}"`).join(', ')}`).execute(trx)
  const copied: MoveRecord['tables'] = {}
  let rows = 0
  for (const table of tables) {
    const read = await copyTable(source, trx, table)
    const written = await digestOfTarget(trx, table)
    if (written.text !== read.text) {
      throw new MoveError(
        `The copy of the table ${table.name} differs (${read.rows} rows read, ${written.rows} found, or different values): nothing was kept. Please report this.`,
      )
    }
    copied[table.name] = read.text
    rows += read.rows
    if (read.rows > 0) onTable(table.name, read.rows)
  }
  const value = JSON.stringify({ ...record, tables: copied } satisfies MoveRecord)
  await sql`insert into meta (name, value) values (${MOVED}, ${value})`.execute(trx)
  return rows
}

const namesOf = (rows: unknown[]): Set<string> => new Set(rows.map(String))

async function refuseOtherVersion(source: SqliteDatabase.Database, db: Kysely<unknown>): Promise<void> {
  const exists = source.prepare(`select 1 from sqlite_master where name = 'kysely_migration'`).get()
  const fileMigrations = namesOf(
    exists === undefined ? [] : source.prepare('select name from kysely_migration').pluck().all(),
  )
  const { rows } = await sql<{ name: string }>`select name from kysely_migration`.execute(db)
  const databaseMigrations = namesOf(rows.map(({ name }) => name))
  if (fileMigrations.difference(databaseMigrations).size > 0)
    throw new MoveError(
      `${source.name} was used by a newer version of FLX Pipelines: move it with that version.`,
    )
  if (databaseMigrations.difference(fileMigrations).size > 0) {
    throw new MoveError(
      `${source.name} was last used by an older version of FLX Pipelines: start this one on the folder once, without FLX_DATABASE_URL, stop it, then move.`,
    )
  }
}

/** Returns a hash of the sealed text that is unique to every installation. */
function installationOf(source: SqliteDatabase.Database): string {
  const check = source.prepare('select value from meta where name = ?').pluck().get(KEY_CHECK)
  if (check === undefined)
    throw new MoveError(
      `${source.name} holds no installation: no server has started on it. Set FLX_DATA_DIR to the folder to move.`,
    )
  return createHash('sha256').update(String(check)).digest('hex')
}

function recordOf(text: string): MoveRecord {
  try {
    return recordSchema.parse(parseJson(text))
  } catch (error) {
    throw new MoveError(
      `The record of an earlier move in the PostgreSQL database (the row "${MOVED}" of meta) cannot be read: use an empty database.`,
      { cause: error },
    )
  }
}

/**
 * Returns what an earlier move recorded, if nothing has changed since; undefined for a database that was never used.
 * Throws MoveError.
 */
async function earlierCopy(
  trx: Kysely<unknown>,
  tables: MovedTable[],
  installation: string,
): Promise<MoveRecord | undefined> {
  const { rows } = await sql<{ value: string }>`select value from meta where name = ${MOVED}`.execute(trx)
  if (rows[0] === undefined) {
    for (const name of SIGNS_OF_USE) {
      const { rows } = await sql`select 1 from ${sql.table(name)} limit 1`.execute(trx)
      if (rows.length > 0) throw new MoveError(`The PostgreSQL database is in use: ${tableInUse(name)}`)
    }
    return undefined
  }
  const record = recordOf(rows[0].value)
  if (record.installation !== installation)
    throw new MoveError(
      'The PostgreSQL database holds a copy of another installation, or of this one before its key was changed: use an empty database.',
    )
  for (const table of tables) {
    const found = await digestOfTarget(trx, table)
    if (found.text !== record.tables[table.name])
      throw new MoveError(
        `The PostgreSQL database has been used since it was copied on ${record.at}: ${tableInUse(table.name)}`,
      )
  }
  return record
}

const tableInUse = (table: string): string =>
  `its table "${table}" holds rows that no move put there, and a move would remove them. Use an empty database.`

const countOf = (source: SqliteDatabase.Database, table: string, condition = ''): number =>
  Number(source.prepare(`select count(*) from "${table}" ${condition}`).pluck().get())
