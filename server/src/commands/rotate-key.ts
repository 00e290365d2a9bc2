import { formatCount } from '@flx/shared/core/quantities'
import { rotateKey } from '../adapters/secrets/rotate-key.ts'
import { readEnvironment } from '../config.ts'
import { messageOf } from '../domain/core/errors.ts'
import { openExclusively } from './open-database.ts'

/** `npm run rotate-key`: seals all secrets of the installation with a new key, while no server uses it. */
async function main(): Promise<void> {
  const config = readEnvironment(process.env)
  await using opened = await openExclusively(config)
  const { count, file, former, keyId } = await rotateKey(opened.database, {
    dataDir: opened.dataDir,
    keyFile: config.secretKeyFile,
  })
  console.log(
    `Encrypted ${formatCount(count, 'stored secret')} with the new key ${keyId} in ${file}. All users must sign in again. The previous key is at ${former}: earlier backups need it, so remove it only with them.${
      config.postgres === null ? '' : ' Copy the new key to every other server before it starts.'
    }`,
  )
}

await main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
})
