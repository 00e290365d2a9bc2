import type { HubDocuments } from '../../domain/hub.ts'
import { fromJson, toJson } from './json.ts'
import type { Writer } from './writer.ts'

/** Documents that nobody asked for again are kept this long. */
const KEPT_DAYS = 120
const DAY_MS = 86_400_000

/** Answers of the hub by their address. */
export function createHubDocuments(writer: Writer): HubDocuments {
  return {
    async get(url) {
      const row = await writer.db
        .selectFrom('hub_document')
        .select(['body', 'fetched_at'])
        .where('url', '=', url)
        .executeTakeFirst()
      return row === undefined ? undefined : { body: fromJson(row.body), fetchedAt: row.fetched_at }
    },

    async put(url, { body, fetchedAt }) {
      const values = { body: toJson(body), fetched_at: fetchedAt }
      const keepFrom = new Date(Date.parse(fetchedAt) - KEPT_DAYS * DAY_MS).toISOString()
      await writer.change(async (trx) => {
        await trx
          .insertInto('hub_document')
          .values({ url, ...values })
          .onConflict((conflict) => conflict.column('url').doUpdateSet(values))
          .execute()
        await trx.deleteFrom('hub_document').where('fetched_at', '<', keepFrom).execute()
      })
    },
  }
}
