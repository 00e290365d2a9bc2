import { sql, type Kysely } from 'kysely'

import type { SecretBox } from '../../domain/ports.ts'
import { KEY_CHECK } from './key-check.ts'
import type { Schema } from './schema.ts'

/** Every column that holds sealed text, with the key of its table. A test finds the ones that are missing here. */
const SEALED = [
  { table: 'meta', key: 'name', columns: ['value'], where: KEY_CHECK },
  { table: 'pipeline', key: 'id', columns: ['config'] },
  { table: 'plugin', key: 'id', columns: ['settings', 'env'] },
  { table: 'execution', key: 'id', columns: ['options'] },
  // Only executions make them.
  { table: 'pipeline_state', key: 'execution_id', columns: ['sealed'] },
  { table: 'alert_channel', key: 'id', columns: ['settings'] },
] as const satisfies { table: keyof Schema; key: string; columns: string[]; where?: string }[]

const BATCH = 500

/** Opens everything that is sealed and seals it with another key, in the transaction of the caller. Gives how many. */
export async function resealAll(trx: Kysely<Schema>, from: SecretBox, to: SecretBox): Promise<number> {
  let count = 0
  for (const place of SEALED) {
    for (const column of place.columns) {
      const only = 'where' in place ? sql`and ${sql.ref(place.key)} = ${place.where}` : sql``
      let last = ''
      for (;;) {
        const { rows } = await sql<{ id: string; sealed: string }>`
          select ${sql.ref(place.key)} as id, ${sql.ref(column)} as sealed from ${sql.table(place.table)}
          where ${sql.ref(place.key)} > ${last} and ${sql.ref(column)} is not null ${only}
          order by ${sql.ref(place.key)} limit ${BATCH}`.execute(trx)
        for (const { id, sealed } of rows) {
          await sql`update ${sql.table(place.table)} set ${sql.ref(column)} = ${to.seal(from.open(sealed))}
            where ${sql.ref(place.key)} = ${id}`.execute(trx)
        }
        count += rows.length
        last = rows.at(-1)?.id ?? ''
        if (rows.length < BATCH) break
      }
    }
  }
  return count
}
