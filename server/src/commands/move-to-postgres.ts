import { formatCount, formatNumber } from '@flx/shared/core/quantities'
import { existsSync } from 'node:fs'
import { join } from 'node:path'

import { moveDatabase } from '../adapters/db/operations/move/move-database.ts'
import { damageOf } from '../adapters/db/operations/start-database.ts'
import { lockExclusive } from '../adapters/db/operations/sole-use.ts'
import { openDataFolder } from '../adapters/system/data-folder.ts'
import { readEnvironment, type Config } from '../config.ts'
import { messageOf } from '../domain/core/errors.ts'
import { openShared } from './open-database.ts'

const USAGE =
  'Usage: npm run move-to-postgres -- postgres://name:password@host:5432/database (or set FLX_DATABASE_URL, which keeps the password out of the process list)'

/**
 * `npm run move-to-postgres -- URL`: copies the database of the data folder into PostgreSQL, while no server uses
 * either. The data folder stays unchanged.
 */
async function main(): Promise<void> {
  const url = process.argv[2] ?? process.env['FLX_DATABASE_URL']
  if (url === undefined || url === '' || process.argv.length > 3) throw new Error(USAGE)
  const config = readEnvironment({ ...process.env, FLX_DATABASE_URL: url })
  const file = join(config.dataDir, 'flx.db')
  if (!existsSync(file)) throw new Error(`No database at ${file}. Set FLX_DATA_DIR to the folder to move.`)
  // Both refuse while a server is running.
  using _folder = await openDataFolder(config.dataDir)
  await using target = await openShared(url)
  await using _lock = await lockExclusive(url)
  try {
    const move = await moveDatabase(file, target, {
      at: new Date(),
      onTable: (name, rows) => console.log(`  ${name.padEnd(24)} ${formatNumber(rows).padStart(12)}`),
    })
    console.log(
      move.copied
        ? `Copied ${formatCount(move.rows, 'row')} of ${move.tables} tables; each was read back and is unchanged. ${file} was not changed.`
        : `All ${formatCount(move.rows, 'row')} of ${move.tables} tables are there from an earlier move, unchanged: nothing to do.`,
    )
    console.log(nextSteps(move.unfinished, config))
  } catch (error) {
    throw damageOf(error, file) ?? error
  }
}

function nextSteps(unfinished: number, { dataDir, secretKeyFile }: Config): string {
  const key = secretKeyFile ?? join(dataDir, 'secret.key')
  const unfinishedSentence =
    unfinished === 0
      ? ''
      : `${formatCount(unfinished, 'execution')} had not ended: pending ones will start, and running ones end as interrupted, once a server with the role worker starts.\n`
  return `${unfinishedSentence}The key is not in the database: it stays in ${key}, and every server needs that file. Start with FLX_DATABASE_URL set and keep the folder: it also holds the connectors' environments and files.`
}

await main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
})
