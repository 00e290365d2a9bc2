import { sql, type Kysely } from 'kysely'

/** Adds the windows and burn rates of a rule; null = the defaults. */
export async function burnWindows(db: Kysely<unknown>): Promise<void> {
  await sql.raw('alter table alert_rule add column burn_windows text').execute(db)
}
