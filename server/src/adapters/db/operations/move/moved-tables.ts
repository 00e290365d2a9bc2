import type SqliteDatabase from 'better-sqlite3'
import { sql, type Kysely } from 'kysely'

import { formOf, type ValueForm } from './canonical-values.ts'

/** A table that is copied: the columns that both databases have. */
export interface MovedTable {
  name: string
  columns: readonly { name: string; form: ValueForm }[]
  /** The column that PostgreSQL numbers itself. */
  identity: string | null
}

/** Kysely's tables, the parts of SQLite's search index, and SQLite's own tables. */
const NOT_MOVED = /^(kysely_|sqlite_|failure_text)/
/** Columns of SQLite's search index: PostgreSQL has an index of its own. */
const SQLITE_ONLY = new Set(['execution.error_seq'])

/**
 * Returns the tables of the file in the order in which they can be filled: referenced tables come first. Throws if
 * PostgreSQL lacks a table or a column of the file, so that nothing is left behind.
 */
export async function movedTables(
  source: SqliteDatabase.Database,
  target: Kysely<unknown>,
): Promise<MovedTable[]> {
  const targetColumns = await columnsOfTarget(target)
  const tables = tablesOfSource(source).map((name): MovedTable => {
    const columns = targetColumns.get(name) ?? []
    const sourceColumns = source
      .prepare('select name from pragma_table_info(?)')
      .pluck()
      .all(name)
      .map(String)
      .filter((column) => !SQLITE_ONLY.has(`${name}.${column}`))
    const missing = sourceColumns.filter((column) => !columns.some(({ name }) => name === column))
    const unknown = columns
      .filter((column) => !sourceColumns.includes(column.name))
      .map((column) => column.name)
    const different = [...missing, ...unknown]
    if (different.length > 0) throw new Error(`The two databases differ in ${name}: ${different.join(', ')}`)
    return {
      name,
      columns: columns.map((column) => ({ name: column.name, form: formOf(column.type) })),
      identity: columns.find((column) => column.identity)?.name ?? null,
    }
  })
  return sortByReference(tables, await references(target))
}

const tablesOfSource = (source: SqliteDatabase.Database): string[] =>
  source
    .prepare(`select name from sqlite_master where type = 'table' order by name`)
    .pluck()
    .all()
    .map(String)
    .filter((name) => !NOT_MOVED.test(name))

interface TargetColumn {
  name: string
  type: string
  identity: boolean
}

async function columnsOfTarget(target: Kysely<unknown>): Promise<Map<string, TargetColumn[]>> {
  const { rows } = await sql<TargetColumn & { table: string }>`
    select table_name as "table", column_name as name, data_type as type, is_identity = 'YES' as identity
    from information_schema.columns where table_schema = current_schema() order by table_name, ordinal_position`.execute(
    target,
  )
  return Map.groupBy(rows, (row) => row.table)
}

async function references(target: Kysely<unknown>): Promise<{ from: string; to: string }[]> {
  const { rows } = await sql<{ from: string; to: string }>`
    select child.relname as "from", parent.relname as "to" from pg_constraint
    join pg_class child on child.oid = conrelid join pg_class parent on parent.oid = confrelid
    where contype = 'f' and connamespace = current_schema()::regnamespace`.execute(target)
  return rows
}

function sortByReference(tables: MovedTable[], references: { from: string; to: string }[]): MovedTable[] {
  const ordered: MovedTable[] = []
  const waiting = new Set(tables)
  while (waiting.size > 0) {
    const names = new Set(Array.from(waiting, ({ name }) => name))
    const free = [...waiting].filter(
      ({ name }) => !references.some(({ from, to }) => from === name && to !== name && names.has(to)),
    )
    if (free.length === 0) throw new Error(`The tables ${[...names].join(', ')} refer to each other`)
    for (const table of free) waiting.delete(table)
    ordered.push(...free)
  }
  return ordered
}
