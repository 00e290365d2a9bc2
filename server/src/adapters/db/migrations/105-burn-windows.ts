import { sql, type Kysely } from 'kysely'

/** Windows and burn rates of a rule; null: the usual ones. */
export async function burnWindows(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table alert_rule add column burn_windows text').execute(db)
}
