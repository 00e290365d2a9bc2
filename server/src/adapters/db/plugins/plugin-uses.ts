import { sql, type Kysely } from 'kysely'

import type { PluginUse } from '../../../domain/pipelines/pipeline-store.ts'
import type { Schema } from '../core/schema.ts'

/**
 * Counts the pipelines that use each plugin, and returns the first of them. Popular plugins are in thousands of
 * pipelines: they are counted on an index that contains only plugins in use, and the first pipelines of each come from
 * its beginning.
 */
export async function usesOfPlugins(
  db: Kysely<Schema>,
  names: readonly string[],
  first: number,
): Promise<Map<string, PluginUse>> {
  const uses = new Map<string, PluginUse>(names.map((name) => [name, { total: 0, first: [] }]))
  if (names.length === 0) return uses
  const counts = await db
    .selectFrom('pipeline_plugin')
    .select(['plugin_name', sql<number>`count(*)`.as('total')])
    .where('plugin_name', 'in', names)
    .groupBy('plugin_name')
    .execute()
  for (const { plugin_name: name, total } of counts) uses.set(name, { total, first: [] })
  if (counts.length === 0) return uses
  // One statement for all; an `order by` over all parts would read every use of each.
  const firstOf = (name: string) => sql`
    select cast(${name} as text) as plugin_name, id, name, name_key from pipeline where id in (
      select pipeline_id from pipeline_plugin where plugin_name = ${name} order by pipeline_id limit ${first})`
  const parts = counts.map(({ plugin_name: name }) => firstOf(name))
  const { rows } = await sql<{ plugin_name: string; id: string; name: string }>`
    select plugin_name, id, name from (${sql.join(parts, sql` union all `)}) as uses
    order by name_key, id`.execute(db)
  for (const { plugin_name: plugin, id, name } of rows) uses.get(plugin)?.first.push({ id, name })
  return uses
}
