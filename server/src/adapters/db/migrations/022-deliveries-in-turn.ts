import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/** Adds the delivery that must be sent first: "recovered" never overtakes its "opened". */
export async function deliveriesInTurn(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  await sql.raw(`alter table alert_delivery add column waits_for ${text}`).execute(db)
}
