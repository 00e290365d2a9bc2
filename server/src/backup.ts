import { join, resolve } from 'node:path'

import { openDataFolder } from './adapters/data-folder.ts'
import { backUp, restore } from './adapters/db/backup.ts'
import { readEnvironment } from './config.ts'
import { messageOf } from './domain/errors.ts'

/** `npm run backup -- FILE` and `npm run restore -- FILE`. */
async function main(): Promise<void> {
  const [action, file] = process.argv.slice(2)
  const config = readEnvironment(process.env)
  if ((action !== 'backup' && action !== 'restore') || file === undefined)
    throw new Error(
      `Name the file: npm run ${action === 'restore' ? 'restore' : 'backup'} -- /path/to/flx-backup.db`,
    )
  const path = resolve(file)
  if (action === 'backup') {
    await backUp(join(config.dataDir, 'flx.db'), path)
    console.log(
      `The database was copied to ${path}. Keep the key (secret.key) as well, in another place: the secrets in the copy are sealed with it.`,
    )
    return
  }
  // Refuses while a server holds the folder.
  using folder = await openDataFolder(config.dataDir)
  const former = await restore(path, folder.database, new Date())
  console.log(
    `The database was restored from ${path}.${former === null ? '' : ` The former one is at ${former}.`}`,
  )
}

try {
  await main()
} catch (error) {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
}
