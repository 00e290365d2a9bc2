import { sql, type Kysely } from 'kysely'

import type { Key, Sums } from './count-in.ts'
import { addHistogram, emptyHistogram, type Histogram } from './duration-histogram.ts'
import { toJson } from './json.ts'
import type { Schema } from './schema.ts'

/** SQLite takes 32,766 values in a statement, PostgreSQL 65,535. */
const ROWS_AT_ONCE = 1000

interface Row {
  sums: Sums
  durations: Histogram | null
}

/** Rows of one span of time, added up in memory by the start of the span. */
export class SumTable {
  readonly rows = new Map<number, Row>()

  add(at: number, sums: Sums, durations: Histogram | null): void {
    let row = this.rows.get(at)
    if (row === undefined) {
      row = { sums: { ...NOTHING }, durations: durations && emptyHistogram() }
      this.rows.set(at, row)
    }
    addSums(row.sums, sums)
    if (row.durations !== null && durations !== null) addHistogram(row.durations, durations)
  }

  /** Writes the rows with the key that belongs to their time, and forgets them. Rows that are there are replaced. */
  async write(db: Kysely<Schema>, keyOf: (at: number) => Key): Promise<void> {
    const rows = [...this.rows].map(([at, row]) => ({ key: keyOf(at), ...row }))
    this.rows.clear()
    for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) await insert(db, rows.slice(at, at + ROWS_AT_ONCE))
  }
}

export const NOTHING: Readonly<Sums> = {
  success: 0,
  failed: 0,
  cancelled: 0,
  timed_count: 0,
  duration_ms_sum: 0,
  records: 0,
}

/** Counts other sums in. */
export function addSums(sums: Sums, more: Sums): void {
  sums.success += more.success
  sums.failed += more.failed
  sums.cancelled += more.cancelled
  sums.timed_count += more.timed_count
  sums.duration_ms_sum += more.duration_ms_sum
  sums.records += more.records
}

async function insert(db: Kysely<Schema>, rows: readonly (Row & { key: Key })[]): Promise<void> {
  const [first] = rows
  if (first === undefined) return
  const { table, ...firstKey } = first.key
  const keyColumns = Object.keys(firstKey)
  const sumColumns = [...Object.keys(first.sums), ...(first.durations === null ? [] : ['durations'])]
  const values = rows.map(({ key: { table: _table, ...key }, sums, durations }) => [
    ...Object.values(key),
    ...Object.values(sums),
    ...(durations === null ? [] : [toJson(durations)]),
  ])
  const refs = (columns: readonly string[]) => sql.join(columns.map((column) => sql.ref(column)))
  const replaced = sumColumns.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`)
  await sql`
    insert into ${sql.table(table)} (${refs([...keyColumns, ...sumColumns])})
    values ${sql.join(values.map((row) => sql`(${sql.join(row)})`))}
    on conflict (${refs(keyColumns)}) do update set ${sql.join(replaced)}`.execute(db)
}
