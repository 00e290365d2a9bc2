import { sql, type Kysely } from 'kysely'

import { SUM_COLUMNS, type Key, type Sums } from './count-in.ts'
import { emptyHistogram, mergeHistograms, type Histogram } from './duration-histogram.ts'
import { toJson } from './json.ts'
import type { Schema } from './schema.ts'

/** SQLite takes 32,766 values in a statement, PostgreSQL 65,535. */
const ROWS_AT_ONCE = 1000

/** Adds up rows of aggregates in memory, and then writes them as new rows. */
export class SumTable {
  readonly #rows = new Map<string, { key: Key; sums: Sums; durations: Histogram | null }>()

  add(key: Key, sums: Sums, durations: Histogram | null): void {
    const name = Object.values(key).join(' ')
    const known = this.#rows.get(name)
    this.#rows.set(name, {
      key,
      sums: plus(known?.sums, sums),
      durations: durations && mergeHistograms([known?.durations ?? emptyHistogram(), durations]),
    })
  }

  /** Rows that are there already are replaced. */
  async write(db: Kysely<Schema>): Promise<void> {
    const byTable = Map.groupBy(this.#rows.values(), ({ key }) => key.table)
    for (const [table, rows] of byTable) {
      for (let at = 0; at < rows.length; at += ROWS_AT_ONCE) {
        await insert(db, table, rows.slice(at, at + ROWS_AT_ONCE))
      }
    }
    this.#rows.clear()
  }
}

/** The sum of sums. */
export function plus(sums: Sums | undefined, more: Sums): Sums {
  return Object.fromEntries(
    SUM_COLUMNS.map((column) => [column, (sums?.[column] ?? 0) + more[column]]),
  ) as object as Sums
}

async function insert(
  db: Kysely<Schema>,
  table: Key['table'],
  rows: readonly { key: Key; sums: Sums; durations: Histogram | null }[],
): Promise<void> {
  const values = rows.map(({ key: { table: _table, ...key }, sums, durations }) => ({
    ...key,
    ...sums,
    ...(durations === null ? {} : { durations: toJson(durations) }),
  }))
  const columns = Object.keys(values[0] ?? {})
  const keyColumns = Object.keys(rows[0]?.key ?? {}).filter((column) => column !== 'table')
  const others = columns.filter((column) => !keyColumns.includes(column))
  await sql`
    insert into ${sql.table(table)} (${sql.join(columns.map((column) => sql.ref(column)))})
    values ${sql.join(values.map((row) => sql`(${sql.join(Object.values(row))})`))}
    on conflict (${sql.join(keyColumns.map((column) => sql.ref(column)))}) do update set ${sql.join(
      others.map((column) => sql`${sql.ref(column)} = ${sql.ref(`excluded.${column}`)}`),
    )}`.execute(db)
}
