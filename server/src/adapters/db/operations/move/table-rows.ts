import type SqliteDatabase from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'

import { RowsDigest, type Canonical, type SqliteValue } from './canonical-values.ts'
import type { MovedTable } from './moved-tables.ts'

/** The size of one insert: a number of rows, or of characters if rows are long. */
const BATCH = { rows: 1000, characters: 4_000_000 }
/** How many rows are read back at once. A row of a log can have a few hundred kilobytes. */
const READ_BACK = 200

/** Row of `meta` that the move itself writes: it is not part of the installation. */
export const MOVED = 'moved-from-sqlite'

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`
const list = (table: MovedTable): string => table.columns.map(({ name }) => quoted(name)).join(', ')

/** Yields the rows of the file in canonical form. */
function* rowsOfSource(source: SqliteDatabase.Database, table: MovedTable): Generator<Canonical[]> {
  const statement = source
    .prepare(`select ${list(table)} from ${quoted(table.name)}`)
    .raw()
    .safeIntegers()
  for (const row of statement.iterate() as Iterable<SqliteValue[]>)
    yield table.columns.map(({ form }, index) => form.ofSqlite(row[index] ?? null))
}

/** Returns number and checksum of the rows in the file. */
export function digestOfSource(source: SqliteDatabase.Database, table: MovedTable): RowsDigest {
  const digest = new RowsDigest()
  for (const row of rowsOfSource(source, table)) digest.add(row)
  return digest
}

/** Copies all rows of a table, a batch at a time. Returns number and checksum of what was read. */
export async function copyTable(
  source: SqliteDatabase.Database,
  target: Kysely<unknown>,
  table: MovedTable,
): Promise<RowsDigest> {
  const digest = new RowsDigest()
  let batch: Canonical[][] = []
  let characters = 0
  for (const row of rowsOfSource(source, table)) {
    digest.add(row)
    batch.push(row)
    characters += row.reduce((sum, value) => sum + (value?.length ?? 0), 0)
    if (batch.length < BATCH.rows && characters < BATCH.characters) continue
    await insert(target, table, batch)
    batch = []
    characters = 0
  }
  if (batch.length > 0) await insert(target, table, batch)
  if (table.identity !== null) await continueNumbers(source, target, { ...table, identity: table.identity })
  return digest
}

async function insert(target: Kysely<unknown>, table: MovedTable, rows: Canonical[][]): Promise<void> {
  const objects = rows.map((row) =>
    Object.fromEntries(table.columns.map(({ name }, index) => [name, row[index] ?? null])),
  )
  const name = quoted(table.name)
  await sql`insert into ${sql.raw(`${name} (${list(table)}) overriding system value select ${list(table)}`)}
    from json_populate_recordset(null::${sql.raw(name)}, ${JSON.stringify(objects)}::json)`.execute(target)
}

/** Continues numbering after the last number that SQLite gave; its row might have been removed. */
async function continueNumbers(
  source: SqliteDatabase.Database,
  target: Kysely<unknown>,
  { name, identity }: MovedTable & { identity: string },
): Promise<void> {
  const sequence = source.prepare('select seq from sqlite_sequence where name = ?').pluck().get(name)
  const last = Number(sequence ?? 0)
  await sql`select setval(pg_get_serial_sequence(${quoted(name)}, ${identity}), ${Math.max(last, 1)}, ${last > 0})`.execute(
    target,
  )
}

/** Returns number and checksum of the rows in PostgreSQL, read back through a cursor. Must run in a transaction. */
export async function digestOfTarget(target: Kysely<unknown>, table: MovedTable): Promise<RowsDigest> {
  const digest = new RowsDigest()
  const columns = table.columns.map(({ name, form }, index) => `${form.select(quoted(name))} as c${index}`)
  const condition = table.name === 'meta' ? ` where name <> '${MOVED}'` : ''
  await sql
    .raw(
      `declare moved no scroll cursor for select ${columns.join(', ')} from ${quoted(table.name)}${condition}`,
    )
    .execute(target)
  for (;;) {
    const { rows } = await sql
      .raw<Record<string, string | null>>(`fetch ${READ_BACK} from moved`)
      .execute(target)
    for (const row of rows) {
      digest.add(
        table.columns.map(({ form }, index) => {
          const text = row[`c${index}`] ?? null
          return text === null ? null : form.ofText(text)
        }),
      )
    }
    if (rows.length < READ_BACK) break
  }
  await sql.raw('close moved').execute(target)
  return digest
}
