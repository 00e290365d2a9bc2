import { sql, type Kysely } from 'kysely'

import type { List } from '@flx/shared/core/list'
import type { PluginFilter, PluginListQuery } from '@flx/shared/plugins/plugin'

import { searchContains } from '../core/rows/folded-text.ts'
import { readPage, type SortKey, type SortKeys } from '../core/rows/keyset.ts'
import type { PluginRow, Schema } from '../core/schema.ts'

const NAME: SortKey<PluginRow> = { sql: 'name_key', value: (row) => row.name_key }

const SORT_KEYS: SortKeys<PluginRow> = {
  name: [NAME],
  type: [{ sql: 'type', value: (row) => row.type }, NAME],
  variant: [{ sql: 'variant', value: (row) => row.variant }, NAME],
  // Plugins that are not installed have a place in the order, too.
  installedAt: [{ sql: "coalesce(installed_at, '')", value: (row) => row.installed_at ?? '' }],
}

/** Reads a page of the registry. */
export function listPlugins<Item>(
  db: Kysely<Schema>,
  query: PluginListQuery,
  present: (row: PluginRow) => Item,
): Promise<List<Item>> {
  const { sort, cursor, limit, ...filter } = query
  const matching = matchingQuery(db, filter)
  return readPage(db, matching.selectAll(), matching, { sort, sortKeys: SORT_KEYS, cursor, limit, present })
}

/** Returns id and name of the plugins that match the filter, by type and name. */
export function matchingPlugins(
  db: Kysely<Schema>,
  filter: PluginFilter,
  limit: number,
): Promise<{ id: string; name: string }[]> {
  return matchingQuery(db, filter)
    .select(['id', 'name'])
    .orderBy('type')
    .orderBy('name_key')
    .orderBy('id')
    .limit(limit)
    .execute()
}

/** A plugin that inherits its program is installed when its parent is. */
const INSTALLED_AT = sql<string | null>`case
  when inherit_from is null or pip_url is not null or command is not null then installed_at
  else (select parent.installed_at from plugin as parent
    where parent.name = plugin.inherit_from and parent.type = plugin.type) end`

function matchingQuery(db: Kysely<Schema>, filter: PluginFilter) {
  const { type, installed, installedFrom, installedTo, search } = filter
  let matching = db.selectFrom('plugin')
  if (type !== undefined) matching = matching.where('type', '=', type)
  if (installed !== undefined) matching = matching.where(INSTALLED_AT, installed ? 'is not' : 'is', null)
  if (installedFrom !== undefined) {
    matching = matching.where('installed_at', '>=', new Date(installedFrom).toISOString())
  }
  if (installedTo !== undefined) {
    matching = matching.where('installed_at', '<', new Date(installedTo).toISOString())
  }
  if (search !== undefined && search.trim() !== '') matching = matching.where(searchContains(search))
  return matching
}
