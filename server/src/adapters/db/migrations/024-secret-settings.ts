import { sql, type Kysely } from 'kysely'

import type { Dialect } from '../core/open-database.ts'

/**
 * Adds the paths of the settings that were stored as secrets. Stored with the settings, because a definition might
 * change. Null until the first start after the upgrade computes it: sealed values cannot be read here.
 */
export async function secretSettings(db: Kysely<unknown>, dialect: Dialect): Promise<void> {
  const text = dialect === 'sqlite' ? 'text' : 'text collate "C"'
  for (const table of ['pipeline', 'plugin']) {
    await sql.raw(`alter table ${table} add column secret_settings ${text}`).execute(db)
  }
}
