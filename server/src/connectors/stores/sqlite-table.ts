import { isExact } from '@flx/shared/json/exact-number'
import type { Database, Statement } from 'better-sqlite3'

import { ConnectorError } from '../cli.ts'
import type { StreamSchema } from '../singer/singer-records.ts'
import { bindable, declaredKind, fits, wider, type ColumnKind } from './sqlite-columns.ts'
import { fold, nameColumns, quoteIdentifier, sqlName, VERSION_COLUMN, type Column } from './sqlite-names.ts'

/** The table of one stream. */
export interface Table {
  /** Creates or widens the table for a new schema. */
  use(schema: StreamSchema): void
  /** Whether the table has a column with the name of this property, in use or not. */
  holds(property: string): boolean
  write(record: Record<string, unknown>, version: bigint | undefined): void
  /** Removes the rows of other versions. */
  activate(version: bigint): void
}

/**
 * Opens a table that follows its stream's SCHEMA messages: columns are added and widened with the existing data, and
 * rows are upserted by the current key properties, or appended if there are none.
 */
export function openTable(db: Database, name: string): Table {
  const table = quoteIdentifier(name)
  const keyIndex = `flx_key_${name}`
  let columns: Column[] = []
  let keys: Column[] = []
  let versioned = false
  let stored: ReadonlySet<string> = new Set()
  let insert: Statement | undefined
  let values: (string | number | bigint | null)[] = []

  const existing = (): Map<string, ColumnKind> =>
    new Map(
      (db.pragma(`table_info(${table})`) as { name: string; type: string }[]).map((column) => [
        column.name,
        declaredKind(column.type),
      ]),
    )

  const dropKeyIndex = (): void => {
    db.exec(`drop index if exists ${quoteIdentifier(keyIndex)}`)
  }

  /** Widens a column. SQLite cannot change a column's type, so the values move to a new column of the same name. */
  const widen = (column: Column, kind: ColumnKind): void => {
    const old = quoteIdentifier(`${column.name}__narrow`)
    const now = quoteIdentifier(column.name)
    // A double would round them.
    const long = `select 1 from ${table} where typeof(${now}) = 'integer' and abs(${now}) > 9007199254740991 limit 1`
    column.kind = kind === 'REAL' && db.prepare(long).get() !== undefined ? 'TEXT' : kind
    dropKeyIndex()
    db.exec(`alter table ${table} rename column ${now} to ${old}`)
    db.exec(`alter table ${table} add column ${now} ${column.kind}`)
    const value = column.kind === 'TEXT' ? `flx_text(${old})` : old
    db.exec(`update ${table} set ${now} = ${value} where ${old} is not null`)
    db.exec(`alter table ${table} drop column ${old}`)
  }

  /** Creates the unique index that upserts need, unless it already exists. */
  const useKeys = (): void => {
    const indexed = (db.pragma(`index_info(${quoteIdentifier(keyIndex)})`) as { name: string }[]).map(
      (column) => column.name,
    )
    const keyColumns = keys.map((key) => key.name)
    if (indexed.length === keyColumns.length && indexed.every((column, at) => column === keyColumns[at]))
      return
    dropKeyIndex()
    if (keyColumns.length === 0) return
    try {
      db.exec(
        `create unique index ${quoteIdentifier(keyIndex)} on ${table} (${keyColumns.map(quoteIdentifier).join(', ')})`,
      )
    } catch (error) {
      throw new ConnectorError(
        `The table ${name} contains rows that are not unique by its key properties ${keys.map((key) => key.property).join(', ')}: ${(error as Error).message}.`,
      )
    }
  }

  const prepare = (): void => {
    const names = [...columns.map((column) => column.name), ...(versioned ? [VERSION_COLUMN] : [])]
    const rest = names.filter((column) => !keys.some((key) => key.name === column)).map(quoteIdentifier)
    const update = rest.map((column) => `${column} = excluded.${column}`).join(', ')
    const conflict =
      keys.length === 0
        ? ''
        : ` on conflict (${keys.map((key) => quoteIdentifier(key.name)).join(', ')}) do ${update === '' ? 'nothing' : `update set ${update}`}`
    insert = db.prepare(
      `insert into ${table} (${names.map(quoteIdentifier).join(', ')}) values (${names.map(() => '?').join(', ')})${conflict}`,
    )
    values = names.map(() => null)
  }

  /** Converts a column to text because its kind would round a number of this record. */
  const makeRoom = (column: Column): void => {
    widen(column, 'TEXT')
    useKeys()
    prepare()
  }

  return {
    use(schema) {
      const existingColumns = existing()
      columns = nameColumns(schema, existingColumns.keys())
      if (columns.length === 0) columns = [{ property: '', name: '_empty', kind: 'TEXT' }]
      if (existingColumns.size === 0) {
        db.exec(
          `create table ${table} (${columns.map((column) => `${quoteIdentifier(column.name)} ${column.kind}`).join(', ')})`,
        )
      } else {
        const byFoldedName = new Map(
          [...existingColumns].map(([column, kind]) => [fold(column), { column, kind }]),
        )
        for (const column of columns) {
          const found = byFoldedName.get(fold(column.name))
          if (found === undefined) {
            db.exec(`alter table ${table} add column ${quoteIdentifier(column.name)} ${column.kind}`)
            continue
          }
          column.name = found.column
          const kind = wider(found.kind, column.kind)
          if (kind === found.kind) column.kind = kind
          else widen(column, kind)
        }
      }
      versioned = existingColumns.has(VERSION_COLUMN)
      stored = new Set([...existingColumns.keys()].map(fold))
      keys = schema.keyProperties.map((key) => columns.find(({ property }) => property === key) as Column)
      useKeys()
      prepare()
    },

    holds: (property) => property !== VERSION_COLUMN && stored.has(fold(sqlName(property))),

    write(record, version) {
      if (version !== undefined && !versioned) {
        db.exec(`alter table ${table} add column ${quoteIdentifier(VERSION_COLUMN)} INTEGER`)
        versioned = true
        prepare()
      }
      for (let index = 0; index < columns.length; index++) {
        const column = columns[index] as Column
        const value = record[column.property]
        if (isExact(value) && !fits(value, column.kind)) makeRoom(column)
      }
      for (let index = 0; index < columns.length; index++) {
        const column = columns[index] as Column
        values[index] = bindable(record[column.property], column.kind)
      }
      if (versioned) values[columns.length] = version ?? null
      insert?.run(values)
    },

    activate(version) {
      if (!existing().has(VERSION_COLUMN)) return
      db.prepare(`delete from ${table} where ${quoteIdentifier(VERSION_COLUMN)} is not ?`).run(version)
    },
  }
}
