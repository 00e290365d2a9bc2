import type { CatalogCache } from '../../domain/plugin-store.ts'
import { objectFrom, toJson } from './json.ts'
import type { Writer } from './writer.ts'

/** Catalogues kept per plugin: each change of its configuration leaves one behind. */
const KEPT_PER_PLUGIN = 50

/** Catalogues that were discovered, by a hash of what they depend on. */
export function createCatalogCache(writer: Writer): CatalogCache {
  return {
    async get(key) {
      const row = await writer.db
        .selectFrom('catalog_cache')
        .select('catalog')
        .where('cache_key', '=', key)
        .executeTakeFirst()
      return row === undefined ? undefined : objectFrom(row.catalog)
    },

    async put(key, pluginName, catalog, at) {
      const values = { plugin_name: pluginName, catalog: toJson(catalog), created_at: at }
      await writer.change(async (trx) => {
        await trx
          .insertInto('catalog_cache')
          .values({ cache_key: key, ...values })
          .onConflict((conflict) => conflict.column('cache_key').doUpdateSet(values))
          .execute()
        const kept = trx
          .selectFrom('catalog_cache as newest')
          .select('newest.cache_key')
          .where('newest.plugin_name', '=', pluginName)
          .orderBy('newest.created_at', 'desc')
          .orderBy('newest.cache_key')
          .limit(KEPT_PER_PLUGIN)
        await trx
          .deleteFrom('catalog_cache')
          .where('plugin_name', '=', pluginName)
          .where('cache_key', 'not in', kept)
          .execute()
      })
    },
  }
}
