import type { HubDocuments } from '../../../domain/plugins/hub.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { Writer } from '../core/writer.ts'

/** Documents that were not requested for this many days are removed. */
const KEPT_DAYS = 120
const DAY_MS = 86_400_000

/** Stores responses of the hub by their address. */
export function createHubDocuments(writer: Writer): HubDocuments {
  return {
    async get(url) {
      const row = await writer.db
        .selectFrom('hub_document')
        .select(['body', 'fetched_at'])
        .where('url', '=', url)
        .executeTakeFirst()
      if (row === undefined) return undefined
      const read = rowReader('hub_document', url)
      const body = read.json('body', row.body)
      // A damaged document is fetched again.
      return read.damaged.length === 0 ? { body, fetchedAt: row.fetched_at } : undefined
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
