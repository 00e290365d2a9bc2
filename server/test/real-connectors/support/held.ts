import { execFileSync } from 'node:child_process'
import { existsSync, readdirSync, readFileSync } from 'node:fs'
import { join } from 'node:path'
import { gunzipSync } from 'node:zlib'

import { ExactNumber } from '@flx/shared/json/exact-number'
import { isJsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'
import Sqlite from 'better-sqlite3'

import type { Row } from './people.ts'
import type { PostgresDatabase } from './postgres.ts'

/** All tables that a loader created, by name, every value as the text that its system shows. */
export type Held = Record<string, Row[]>

/** Columns that loaders add for themselves: when they ran differs from run to run. */
const OWN_COLUMN = /^_?_sdc_|^__loaded_at$/

/** Without the columns of the loader, tables and rows sorted by their text: for comparing two destinations. */
export const comparable = (held: Held): Record<string, string[]> =>
  Object.fromEntries(
    Object.entries(held)
      .sort(([one], [other]) => (one < other ? -1 : 1))
      .map(([table, rows]) => [
        table,
        rows
          .map((row) =>
            JSON.stringify(
              Object.entries(row)
                .filter(([column]) => !OWN_COLUMN.test(column))
                .sort(([one], [other]) => (one < other ? -1 : 1)),
            ),
          )
          .sort(),
      ]),
  )

/** The rows of several places together. */
export function joined(all: readonly Held[]): Held {
  const together: Held = {}
  for (const held of all)
    for (const [table, rows] of Object.entries(held)) (together[table] ??= []).push(...rows)
  return together
}

/** The rows of the table that holds a stream, however the loader spells its name. */
export function rowsOf(held: Held, stream: string): Row[] {
  const plain = (name: string): string => name.toLowerCase().replaceAll(/[^a-z]/g, '')
  const table = Object.keys(held).find((name) => plain(name).endsWith(plain(stream)))
  return table === undefined ? [] : (held[table] ?? [])
}

const quoted = (name: string): string => `"${name.replaceAll('"', '""')}"`

export async function heldByPostgres(db: PostgresDatabase, schema: string): Promise<Held> {
  const tables = await db.query(
    'select table_name as name from information_schema.tables where table_schema = $1',
    [schema],
  )
  const held: Held = {}
  for (const { name } of tables)
    held[name ?? ''] = await db.query(`select * from ${quoted(schema)}.${quoted(name ?? '')}`)
  return held
}

export function heldBySqlite(file: string): Held {
  // A loader that failed at once created none.
  if (!existsSync(file)) return {}
  const db = new Sqlite(file, { readonly: true })
  db.defaultSafeIntegers()
  try {
    const tables = db
      .prepare<[], { name: string }>(`select name from sqlite_master where type = 'table'`)
      .all()
    return Object.fromEntries(
      tables.map(({ name }) => [
        name,
        db
          .prepare<[], Record<string, unknown>>(`select * from ${quoted(name)}`)
          .all()
          .map(asTexts),
      ]),
    )
  } finally {
    db.close()
  }
}

const asTexts = (row: Record<string, unknown>): Row =>
  Object.fromEntries(Object.entries(row).map(([column, value]) => [column, asText(value)]))

function asText(value: unknown): string | null {
  if (value === null || value === undefined) return null
  if (value instanceof ExactNumber || typeof value === 'bigint') return String(value)
  return typeof value === 'string' ? value : JSON.stringify(value)
}

/** `people-20260101T000000.csv` and `people.jsonl` hold `people`; several files of a loader form one table. */
const streamOf = (file: string): string =>
  file.replace(/(?:\.singer)?\.\w+(?:\.gz)?$/, '').replace(/[-_.]\d{8}[T_-]\d{4,6}.*$/, '')

function inFolder(folder: string, read: (file: string) => Row[]): Held {
  const held: Held = {}
  const files = existsSync(folder) ? readdirSync(folder, { recursive: true, withFileTypes: true }) : []
  const inOrder = files.filter((each) => each.isFile()).sort((one, other) => (one.name < other.name ? -1 : 1))
  for (const file of inOrder)
    (held[streamOf(file.name)] ??= []).push(...read(join(file.parentPath, file.name)))
  return held
}

export const heldInCsv = (folder: string): Held =>
  inFolder(folder, (file) => csvRows(readFileSync(file, 'utf8')))

export const heldInJsonLines = (folder: string): Held =>
  inFolder(folder, (file) => jsonLines(file).map((each) => asTexts(each)))

/** Records of files that hold Singer messages. */
export const heldInSinger = (folder: string): Held =>
  inFolder(folder, (file) =>
    jsonLines(file)
      .map(({ record }) => record)
      .filter((record) => isJsonObject(record))
      .map(asTexts),
  )

const jsonLines = (file: string): Record<string, unknown>[] =>
  textOf(file)
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => parseJson(line))
    .filter((value) => isJsonObject(value))

const textOf = (file: string): string =>
  (file.endsWith('.gz') ? gunzipSync(readFileSync(file)) : readFileSync(file)).toString('utf8')

function csvRows(text: string): Row[] {
  const rows: string[][] = [['']]
  let inQuotes = false
  // Its marks are one code unit each, so that code units are enough.
  const characters = text.split('')
  for (const [index, character] of characters.entries()) {
    const row = rows.at(-1) ?? []
    const last = row.length - 1
    if (character === '"') {
      // A doubled quote within quotes is part of the text.
      if (!inQuotes && characters[index - 1] === '"' && row[last] !== '') row[last] += '"'
      inQuotes = !inQuotes
    } else if (inQuotes) row[last] += character
    else if (character === ',') row.push('')
    else if (character === '\n') rows.push([''])
    else if (character !== '\r') row[last] += character
  }
  const [head = [], ...body] = rows.filter((row) => row.length > 1 || row[0] !== '')
  return body.map((row) => Object.fromEntries(head.map((column, index) => [column, row[index] ?? null])))
}

const DUCKDB = `
import duckdb, json, sys
db = duckdb.connect(sys.argv[1], read_only=True)
held = {}
for schema, table in db.execute("select table_schema, table_name from information_schema.tables").fetchall():
    columns = [c[0] for c in db.execute("describe \\"%s\\".\\"%s\\"" % (schema, table)).fetchall()]
    texts = ", ".join("cast(\\"%s\\" as varchar)" % c for c in columns)
    held[table] = [dict(zip(columns, row)) for row in db.execute("select %s from \\"%s\\".\\"%s\\"" % (texts, schema, table)).fetchall()]
print(json.dumps(held))
`

const PARQUET = `
import json, os, sys
import pyarrow.parquet
held = {}
for name in sorted(os.listdir(sys.argv[1])):
    table = pyarrow.parquet.read_table(os.path.join(sys.argv[1], name)).to_pydict()
    rows = [dict(zip(table, row)) for row in zip(*table.values())]
    held.setdefault(name, []).extend({k: None if v is None else str(v) for k, v in row.items()} for row in rows)
print(json.dumps(held))
`

/** Read by the library that the loader itself was installed with. */
export const heldByDuckDb = (environment: string, file: string): Held => byPython(environment, DUCKDB, file)
export const heldInParquet = (environment: string, folder: string): Held =>
  Object.entries(byPython(environment, PARQUET, folder)).reduce<Held>((held, [name, rows]) => {
    ;(held[streamOf(name)] ??= []).push(...rows)
    return held
  }, {})

function byPython(environment: string, script: string, path: string): Held {
  if (!existsSync(path)) return {}
  const text = execFileSync(join(environment, 'bin/python'), ['-c', script, path], {
    encoding: 'utf8',
    maxBuffer: 64 * 1024 * 1024,
  })
  return JSON.parse(text) as Held
}
