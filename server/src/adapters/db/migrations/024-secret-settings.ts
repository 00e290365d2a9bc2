import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * Where settings hold what was stored as a secret: kept with them, for a definition may change. Null until it is worked
 * out, at the first start after the upgrade: what is sealed cannot be read here.
 */
export async function secretSettings(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  for (const table of ['pipeline', 'plugin']) {
    await sql.raw(`alter table ${table} add column secret_settings ${text}`).execute(db)
  }
}
