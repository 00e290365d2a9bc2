import type { Kysely } from 'kysely'

import type { PluginRow, Schema } from '../core/schema.ts'
import type { Trx } from '../core/writer.ts'

/** Marks a plugin as looked up, unless that happened since `before`; true for the one caller that marked it. */
export async function claimNewest(
  db: Kysely<Schema>,
  id: string,
  { before, at }: { before: string; at: string },
): Promise<boolean> {
  const claimed = await db
    .insertInto('plugin_newest')
    .values({ plugin_id: id, asked_at: at })
    .onConflict((conflict) =>
      conflict.column('plugin_id').doUpdateSet({ asked_at: at }).where('plugin_newest.asked_at', '<', before),
    )
    .returning('plugin_id')
    .executeTakeFirst()
  return claimed !== undefined
}

/** Stores the newest version; returns the row if it is new. */
export function setNewest(trx: Trx, id: string, version: string): Promise<PluginRow | undefined> {
  return trx
    .updateTable('plugin')
    .set({ newest_version: version })
    .where('id', '=', id)
    .where((condition) =>
      condition.or([condition('newest_version', 'is', null), condition('newest_version', '!=', version)]),
    )
    .returningAll()
    .executeTakeFirst()
}
