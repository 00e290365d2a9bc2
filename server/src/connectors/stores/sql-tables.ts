import type SqliteDatabase from 'better-sqlite3'

import { quoteIdentifier } from './sqlite-names.ts'

/** A table of one of a connection's databases: `main`, `temp`, or an attached one. */
export interface SqlTable {
  schema: string
  name: string
}

export const tableKey = ({ schema, name }: SqlTable): string => JSON.stringify([schema, name]).toLowerCase()
export const sameTable = (a: SqlTable, b: SqlTable): boolean => tableKey(a) === tableKey(b)

/** Lists the databases of a connection with their files; "" for a database in memory. */
export const databasesOf = (db: SqliteDatabase.Database): { seq: number; name: string; file: string }[] =>
  db.prepare('pragma database_list').all() as { seq: number; name: string; file: string }[]

/** Returns the tables that a statement opens, each once, by their names in the database. */
export function openedTables(
  db: SqliteDatabase.Database,
  statement: string,
  opcode: 'OpenRead' | 'OpenWrite',
): SqlTable[] {
  const program = db.prepare(`explain ${statement}`).all() as { opcode: string; p2: number; p3: number }[]
  const databases = new Map(databasesOf(db).map(({ seq, name }) => [seq, name]))
  const opened = new Map<string, SqlTable>()
  for (const { opcode: code, p2: page, p3: index } of program) {
    const schema = databases.get(index)
    const isRead = opcode === 'OpenRead' && code === 'ReopenIdx'
    if ((code !== opcode && !isRead) || schema === undefined || page <= 1) continue
    const name = db
      .prepare(`select tbl_name from ${quoteIdentifier(schema)}.sqlite_master where rootpage = ?`)
      .pluck()
      .get(page) as string | undefined
    if (name !== undefined) opened.set(tableKey({ schema, name }), { schema, name })
  }
  return [...opened.values()]
}

/** Returns the table that a statement writes; a name without a database is resolved as SQLite does. */
export function placeOf(
  db: SqliteDatabase.Database,
  name: string,
  schema: string | null,
  creates: boolean,
): SqlTable {
  if (schema !== null) return { schema: schema.toLowerCase(), name }
  if (creates) return { schema: 'main', name }
  const names = databasesOf(db).map((database) => database.name)
  const order = ['temp', 'main', ...names.filter((schema) => schema !== 'temp' && schema !== 'main')]
  return { schema: order.find((schema) => hasTable(db, { schema, name })) ?? 'main', name }
}

/** Whether such a table or view exists. */
export const hasTable = (db: SqliteDatabase.Database, { schema, name }: SqlTable): boolean =>
  databasesOf(db).some((database) => database.name === schema) &&
  db
    .prepare(
      `select 1 from ${quoteIdentifier(schema)}.sqlite_master where type in ('table', 'view') and lower(name) = lower(?)`,
    )
    .pluck()
    .get(name) !== undefined

/** Returns the columns of a table or view, in order. */
export const columnNames = (db: SqliteDatabase.Database, { schema, name }: SqlTable): string[] =>
  db.prepare('select name from pragma_table_info(?, ?)').pluck().all(name, schema) as string[]
