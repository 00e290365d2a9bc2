import { openDataFolder } from '../adapters/system/data-folder.ts'
import { migrate } from '../adapters/db/operations/migrate.ts'
import { openSqlite } from '../adapters/db/core/open-database.ts'
import { rebuildAggregates } from '../adapters/db/figures/rebuild-aggregates.ts'
import { createWriter } from '../adapters/db/core/writer.ts'
import { readEnvironment } from '../config.ts'
import { messageOf } from '../domain/core/errors.ts'

/** `npm run rebuild-aggregates`: recounts all executions of the data folder, while no server uses it. */
async function main(): Promise<void> {
  using folder = await openDataFolder(readEnvironment(process.env).dataDir)
  await using database = openSqlite(folder.database)
  await migrate(database)
  const { counted, removed, changed } = await rebuildAggregates(createWriter(database))
  const kept =
    removed === 0
      ? ''
      : ` ${removed.toLocaleString('en')} executions were removed; the figures of their quarter hours are unchanged.`
  const found =
    changed === 0 ? 'All sums were right.' : `${changed.toLocaleString('en')} wrong sums corrected.`
  console.log(
    `Recounted the figures from ${counted.toLocaleString('en')} finished executions. ${found}${kept}`,
  )
}

await main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
})
