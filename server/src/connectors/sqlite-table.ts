import type { Database, Statement } from 'better-sqlite3'

import { ConnectorError } from './cli.ts'
import type { StreamSchema } from './singer-input.ts'
import { bindable, columnKind, wider, type ColumnKind } from './sqlite-columns.ts'

/** Holds the version of a row while its stream uses ACTIVATE_VERSION. */
const VERSION_COLUMN = '_sdc_table_version'

interface Column {
  property: string
  name: string
  kind: ColumnKind
}

/** The table of one stream. */
export interface Table {
  /** Creates or widens the table for a new schema. */
  use(schema: StreamSchema): void
  write(record: Record<string, unknown>, version: number | undefined): void
  /** Removes the rows of other versions. */
  activate(version: number): void
}

/**
 * A table that follows its stream's SCHEMA messages: columns are added and widened on the data that is there, rows are
 * upserted by the key properties of the moment, or appended without any.
 */
export function openTable(db: Database, name: string): Table {
  let columns: Column[] = []
  let keys: Column[] = []
  let versioned = false
  let insert: Statement | undefined

  const existing = (): Map<string, { name: string; kind: ColumnKind }> =>
    new Map(
      (db.pragma(`table_info(${quote(name)})`) as { name: string; type: string }[]).map((column) => [
        column.name.toLowerCase(),
        { name: column.name, kind: column.type as ColumnKind },
      ]),
    )

  const widen = (column: Column): void => {
    // SQLite cannot change a column's type: the values move to a new column of the same name.
    const old = `${column.name}__narrow`
    db.exec(`alter table ${quote(name)} rename column ${quote(column.name)} to ${quote(old)}`)
    db.exec(`alter table ${quote(name)} add column ${quote(column.name)} ${column.kind}`)
    db.exec(
      `update ${quote(name)} set ${quote(column.name)} = cast(${quote(old)} as ${column.kind}) where ${quote(old)} is not null`,
    )
    db.exec(`alter table ${quote(name)} drop column ${quote(old)}`)
  }

  const useKeys = (): void => {
    for (const { name: index } of db.pragma(`index_list(${quote(name)})`) as { name: string }[]) {
      if (index.startsWith(`flx_key_`)) db.exec(`drop index ${quote(index)}`)
    }
    if (keys.length === 0) return
    const list = keys.map((key) => quote(key.name)).join(', ')
    try {
      db.exec(`create unique index ${quote(`flx_key_${name}`)} on ${quote(name)} (${list})`)
    } catch (error) {
      throw new ConnectorError(
        `The table ${name} holds rows that are not unique by its key properties ${keys.map((key) => key.property).join(', ')}: ${(error as Error).message}.`,
      )
    }
  }

  const prepare = (): Statement => {
    const names = [...columns.map((column) => column.name), ...(versioned ? [VERSION_COLUMN] : [])]
    const quoted = names.map(quote)
    const rest = quoted.filter((_column, index) => !keys.includes(columns[index] as Column))
    const conflict =
      keys.length === 0
        ? ''
        : ` on conflict (${keys.map((key) => quote(key.name)).join(', ')}) do ${
            rest.length === 0
              ? 'nothing'
              : `update set ${rest.map((column) => `${column} = excluded.${column}`).join(', ')}`
          }`
    return db.prepare(
      `insert into ${quote(name)} (${quoted.join(', ')}) values (${quoted.map(() => '?').join(', ')})${conflict}`,
    )
  }

  return {
    use(schema) {
      dropIndexesOnWiden(db, name)
      columns = nameColumns(schema)
      if (columns.length === 0) columns = [{ property: '', name: '_empty', kind: 'TEXT' }]
      const there = existing()
      if (there.size === 0) {
        db.exec(
          `create table ${quote(name)} (${columns.map((column) => `${quote(column.name)} ${column.kind}`).join(', ')})`,
        )
      }
      for (const column of there.size === 0 ? [] : columns) {
        const stored = there.get(column.name.toLowerCase())
        if (stored === undefined)
          db.exec(`alter table ${quote(name)} add column ${quote(column.name)} ${column.kind}`)
        else {
          column.name = stored.name
          column.kind = wider(stored.kind, column.kind)
          if (column.kind !== stored.kind) widen(column)
        }
      }
      versioned = existing().has(VERSION_COLUMN)
      keys = schema.keyProperties.map((key) => columns.find(({ property }) => property === key) as Column)
      useKeys()
      insert = prepare()
    },

    write(record, version) {
      if (version !== undefined && !versioned) {
        db.exec(`alter table ${quote(name)} add column ${quote(VERSION_COLUMN)} INTEGER`)
        versioned = true
        insert = prepare()
      }
      const values = columns.map(({ property, kind }) => bindable(record[property], kind))
      if (versioned) values.push(version === undefined ? null : BigInt(version))
      insert?.run(values)
    },

    activate(version) {
      if (!existing().has(VERSION_COLUMN)) return
      db.prepare(`delete from ${quote(name)} where ${quote(VERSION_COLUMN)} is not ?`).run(BigInt(version))
    },
  }
}

/** A renamed or dropped column must not be in an index; the keys are indexed anew afterwards. */
function dropIndexesOnWiden(db: Database, name: string): void {
  for (const { name: index } of db.pragma(`index_list(${quote(name)})`) as { name: string }[]) {
    if (index.startsWith('flx_key_')) db.exec(`drop index ${quote(index)}`)
  }
}

/** SQLite's names ignore case: `Id` and `id` become `Id` and `id_2`, in the order of the schema. */
function nameColumns(schema: StreamSchema): Column[] {
  const taken = new Set<string>([VERSION_COLUMN])
  return Object.entries(schema.properties).map(([property, definition]) => {
    let name = property === '' ? '_' : property.replaceAll('\0', '_')
    for (let number = 2; taken.has(name.toLowerCase()); number++) name = `${property}_${number}`
    taken.add(name.toLowerCase())
    return { property, name, kind: columnKind(definition) }
  })
}

export const quote = (name: string): string => `"${name.replaceAll('"', '""')}"`
