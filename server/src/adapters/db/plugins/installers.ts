import type { Kysely } from 'kysely'

import type { Schema } from '../core/schema.ts'
import type { Trx } from '../core/writer.ts'

const keyOf = (pluginId: string): string => `installer ${pluginId}`

/** Which server installs or removes a plugin; null: none does any more. */
export async function noteInstaller(trx: Trx, pluginId: string, node: string | null): Promise<void> {
  const name = keyOf(pluginId)
  if (node === null) {
    await trx.deleteFrom('meta').where('name', '=', name).execute()
    return
  }
  await trx
    .insertInto('meta')
    .values({ name, value: node })
    .onConflict((conflict) => conflict.column('name').doUpdateSet({ value: node }))
    .execute()
}

/** Those of the plugins that another server than `node` is at work on. */
export async function installedElsewhere(
  db: Kysely<Schema>,
  pluginIds: readonly string[],
  node: string,
): Promise<string[]> {
  if (pluginIds.length === 0) return []
  const rows = await db
    .selectFrom('meta')
    .select('name')
    .where('name', 'in', pluginIds.map(keyOf))
    .where('value', '<>', node)
    .execute()
  const names = new Set(rows.map(({ name }) => name))
  return pluginIds.filter((id) => names.has(keyOf(id)))
}
