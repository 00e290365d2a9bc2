import { join, resolve } from 'node:path'

import { openDataFolder } from '../adapters/system/data-folder.ts'
import { backUp, restore } from '../adapters/db/operations/backup.ts'
import { readEnvironment } from '../config.ts'
import { messageOf } from '../domain/core/errors.ts'

/** `npm run backup -- FILE` and `npm run restore -- FILE`. */
async function main(): Promise<void> {
  const [action, file] = process.argv.slice(2)
  const config = readEnvironment(process.env)
  if ((action !== 'backup' && action !== 'restore') || file === undefined)
    throw new Error(`Usage: npm run ${action === 'restore' ? 'restore' : 'backup'} -- /path/to/flx-backup.db`)
  if (config.postgres !== null) {
    throw new Error(
      'The data is in PostgreSQL (FLX_DATABASE_URL): back it up with pg_dump and restore it with pg_restore, as docs/operations.md says.',
    )
  }
  const path = resolve(file)
  if (action === 'backup') {
    await backUp(join(config.dataDir, 'flx.db'), path)
    console.log(
      `Backed up the database to ${path}. Back up the key (secret.key) as well, in another place: it decrypts the secrets in the backup.`,
    )
    return
  }
  // Refuses while a server holds the folder.
  using folder = await openDataFolder(config.dataDir)
  const previous = await restore(path, folder.database, new Date())
  console.log(
    `Restored the database from ${path}.${previous === null ? '' : ` The previous database is at ${previous}.`}`,
  )
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
}
