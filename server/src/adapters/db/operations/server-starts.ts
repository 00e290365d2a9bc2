import type { Writer } from '../core/writer.ts'

const KEPT_DAYS = 90
const DAY_MS = 86_400_000

/** Records that a server starts, to explain failures. Old starts are deleted. */
export async function noteServerStart(
  writer: Writer,
  { id, at, version }: { id: string; at: Date; version: string },
): Promise<void> {
  const oldest = new Date(at.getTime() - KEPT_DAYS * DAY_MS).toISOString()
  await writer.change(async (trx) => {
    await trx.deleteFrom('server_start').where('at', '<', oldest).execute()
    await trx.insertInto('server_start').values({ id, at: at.toISOString(), version }).execute()
  })
}
