import { openDataFolder } from './adapters/data-folder.ts'
import { migrate } from './adapters/db/migrate.ts'
import { openSqlite } from './adapters/db/open-database.ts'
import { rebuildAggregates } from './adapters/db/rebuild-aggregates.ts'
import { createWriter } from './adapters/db/writer.ts'
import { readEnvironment } from './config.ts'
import { messageOf } from './domain/errors.ts'

/** `npm run rebuild-aggregates`: counts all executions of the data folder anew, while no server uses it. */
async function main(): Promise<void> {
  using folder = await openDataFolder(readEnvironment(process.env).dataDir)
  await using database = openSqlite(folder.database)
  await migrate(database)
  const { counted, removed, changed } = await rebuildAggregates(createWriter(database))
  const kept =
    removed === 0
      ? ''
      : ` ${removed.toLocaleString('en')} executions are gone; the figures of their quarters of an hour stay as they were.`
  const found =
    changed === 0
      ? 'All are what they were.'
      : `${changed.toLocaleString('en')} sums were wrong and are right now.`
  console.log(
    `The figures were counted anew from ${counted.toLocaleString('en')} finished executions. ${found}${kept}`,
  )
}

await main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
})
