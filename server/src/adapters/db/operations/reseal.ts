import { sql, type Kysely } from 'kysely'

import type { SecretBox } from '../../../domain/core/ports.ts'
import { KEY_CHECK } from './key-check.ts'
import type { Schema } from '../core/schema.ts'

/** All columns that hold sealed text, with the key of their table. A test finds missing ones. */
const SEALED = [
  { table: 'meta', key: 'name', columns: ['value'], where: KEY_CHECK },
  { table: 'pipeline', key: 'id', columns: ['config', 'runner', 'template_link'] },
  { table: 'plugin', key: 'id', columns: ['settings', 'env'] },
  { table: 'execution', key: 'id', columns: ['options'] },
  // Only states of executions are sealed.
  { table: 'pipeline_state', key: 'execution_id', columns: ['sealed'] },
  { table: 'alert_channel', key: 'id', columns: ['settings'] },
  { table: 'transform_part', key: 'execution_id', columns: ['results'] },
  { table: 'project', key: 'id', columns: ['salt'] },
  { table: 'project_undo', key: 'id', columns: ['item'] },
  { table: 'bulk', key: 'id', columns: ['resumption'] },
  { table: 'open_lineage', key: 'id', columns: ['settings'] },
  { table: 'errand', key: 'id', columns: ['request', 'answer'] },
] as const satisfies { table: keyof Schema; key: string; columns: string[]; where?: string }[]

const BATCH = 500

/** The place of a sealed value. */
export interface SealedPlace {
  table: string
  id: string
  column: string
}

/**
 * Reseals with another key everything that opens, in the caller's transaction. Returns how many values, and which did
 * not open.
 */
export async function resealAll(
  trx: Kysely<Schema>,
  from: SecretBox,
  to: SecretBox,
): Promise<{ count: number; unreadable: SealedPlace[] }> {
  let count = 0
  const unreadable: SealedPlace[] = []
  for (const place of SEALED) {
    for (const column of place.columns) {
      const condition = 'where' in place ? sql`and ${sql.ref(place.key)} = ${place.where}` : sql``
      let last = ''
      for (;;) {
        const { rows } = await sql<{ id: string; sealed: string }>`
          select ${sql.ref(place.key)} as id, ${sql.ref(column)} as sealed from ${sql.table(place.table)}
          where ${sql.ref(place.key)} > ${last} and ${sql.ref(column)} is not null ${condition}
          order by ${sql.ref(place.key)} limit ${BATCH}`.execute(trx)
        for (const { id, sealed } of rows) {
          const value = tryOpen(from, sealed)
          if (value === undefined) {
            unreadable.push({ table: place.table, id, column })
            continue
          }
          await sql`update ${sql.table(place.table)} set ${sql.ref(column)} = ${to.seal(value)}
            where ${sql.ref(place.key)} = ${id}`.execute(trx)
          count += 1
        }
        last = rows.at(-1)?.id ?? ''
        if (rows.length < BATCH) break
      }
    }
  }
  return { count, unreadable }
}

function tryOpen(box: SecretBox, sealed: string): string | undefined {
  try {
    return box.open(sealed)
  } catch {
    return undefined
  }
}
