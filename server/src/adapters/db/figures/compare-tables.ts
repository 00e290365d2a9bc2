import { sql } from 'kysely'

import type { Trx } from '../core/writer.ts'

/**
 * Runs `work` in a transaction and counts the rows of some tables that differ afterwards: changed, added or gone. The
 * names and keys come from this folder, never from a request.
 */
export async function countingChanges<T>(
  trx: Trx,
  tables: Readonly<Record<string, readonly string[]>>,
  work: () => Promise<T>,
): Promise<{ result: T; changed: number }> {
  const names = Object.keys(tables)
  for (const table of names) {
    await sql`create temporary table ${copyOf(table)} as select * from ${sql.table(table)}`.execute(trx)
  }
  const result = await work()
  let changed = 0
  for (const [table, key] of Object.entries(tables)) {
    const sameKey = sql.join(
      key.map((column) => sql`${sql.ref(`kept.${column}`)} = ${sql.ref(`copied.${column}`)}`),
      sql` and `,
    )
    const { rows } = await sql<{ count: number }>`
      select (select count(*) from (select * from ${sql.table(table)} except select * from ${copyOf(table)}) as other)
        + (select count(*) from ${copyOf(table)} as copied
          where not exists (select 1 from ${sql.table(table)} as kept where ${sameKey})) as count`.execute(
      trx,
    )
    changed += rows[0]?.count ?? 0
    await sql`drop table ${copyOf(table)}`.execute(trx)
  }
  return { result, changed }
}

const copyOf = (table: string) => sql.table(`before_${table}`)
