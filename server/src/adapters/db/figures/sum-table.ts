import { sql, type Kysely } from 'kysely'

import { SUM_COLUMNS, type Key, type Sums } from './count-in.ts'
import { addHistogram, emptyHistogram, type Histogram } from './duration-histogram.ts'
import { toJson } from '../core/rows/json.ts'
import type { Schema } from '../core/schema.ts'

/** SQLite accepts 32,766 values in a statement, PostgreSQL 65,535. */
const ROWS_AT_ONCE = 1000

interface Row {
  sums: Sums
  durations: Histogram | null
}

/** Adds up rows of one length of span in memory, keyed by the start of the span. */
export class SumTable {
  readonly rows = new Map<number, Row>()
  readonly #columns: readonly (keyof Sums)[]

  /** `columns`: the sums to write; all of them unless the tables have fewer. */
  constructor(columns: readonly (keyof Sums)[] = SUM_COLUMNS) {
    this.#columns = columns
  }

  add(at: number, sums: Sums, durations: Histogram | null): void {
    let row = this.rows.get(at)
    if (row === undefined) {
      row = { sums: emptySums(), durations: durations && emptyHistogram() }
      this.rows.set(at, row)
    }
    addSums(row.sums, sums)
    if (row.durations !== null && durations !== null) addHistogram(row.durations, durations)
  }

  /** Writes the rows with the key that belongs to their time, and clears them. Existing rows are replaced. */
  async write(db: Kysely<Schema>, keyOf: (at: number) => Key): Promise<void> {
    const rows = [...this.rows].map(([at, row]) => ({ key: keyOf(at), ...row }))
    this.rows.clear()
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
      await insert(db, rows.slice(at, at + ROWS_AT_ONCE), this.#columns)
    }
  }
}

/** Returns the sums of no executions. */
export const emptySums = (): Sums => Object.fromEntries(SUM_COLUMNS.map((column) => [column, 0])) as Sums

/** Adds other sums. */
export function addSums(sums: Sums, added: Sums): void {
  for (const column of SUM_COLUMNS) sums[column] += added[column]
}

async function insert(
  db: Kysely<Schema>,
  rows: readonly (Row & { key: Key })[],
  columns: readonly (keyof Sums)[],
): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const { table, ...firstKey } = first.key
  const keyColumns = Object.keys(firstKey)
  const sumColumns = [...columns, ...(first.durations === null ? [] : ['durations'])]
  const values = rows.map(({ key: { table: _table, ...key }, sums, durations }) => [
    ...Object.values(key),
    ...columns.map((column) => sums[column]),
    ...(durations === null ? [] : [toJson(durations)]),
  ])
  const refs = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)))
  const replaced = sumColumns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`)
  await sql`
    insert into ${sql.table(table)} (${refs([...keyColumns, ...sumColumns])})
    values ${sql.join(values.map((row) => sql`(${sql.join(row)})`))}
    on conflict (${refs(keyColumns)}) do update set ${sql.join(replaced)}`.execute(db)
}
