import { openDataFolder } from '../adapters/system/data-folder.ts'
import { migrate } from '../adapters/db/operations/migrate.ts'
import { openSqlite } from '../adapters/db/core/open-database.ts'
import { rotateKey } from '../adapters/secrets/rotate-key.ts'
import { readEnvironment } from '../config.ts'
import { messageOf } from '../domain/core/errors.ts'

/** `npm run rotate-key`: seals all secrets of the data folder with a new key, while no server uses it. */
async function main(): Promise<void> {
  const config = readEnvironment(process.env)
  using folder = await openDataFolder(config.dataDir)
  await using database = openSqlite(folder.database)
  await migrate(database)
  const { count, file, former, keyId } = await rotateKey(database, {
    dataDir: folder.path,
    keyFile: config.secretKeyFile,
  })
  console.log(
    `${count.toLocaleString('en')} stored secrets are sealed with the new key ${keyId} in ${file}. Everyone has to sign in again. The previous key is at ${former}: earlier backups need it, so remove it only with them.`,
  )
}

await main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
})
