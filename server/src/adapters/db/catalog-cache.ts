import type { JsonObject } from '@flx/shared/json'

import type { CatalogCache } from '../../domain/ports.ts'
import { fromJson, toJson } from './json.ts'
import type { Writer } from './writer.ts'

/** Catalogues that were discovered, by a hash of what they depend on. */
export function createCatalogCache({ db }: Writer): CatalogCache {
  return {
    async get(key) {
      const row = await db
        .selectFrom('catalog_cache')
        .select('catalog')
        .where('cache_key', '=', key)
        .executeTakeFirst()
      return row === undefined ? undefined : fromJson<JsonObject>(row.catalog)
    },
    async put(key, pluginName, catalog, at) {
      const values = { plugin_name: pluginName, catalog: toJson(catalog), created_at: at }
      await db
        .insertInto('catalog_cache')
        .values({ cache_key: key, ...values })
        .onConflict((conflict) => conflict.column('cache_key').doUpdateSet(values))
        .execute()
    },
  }
}
