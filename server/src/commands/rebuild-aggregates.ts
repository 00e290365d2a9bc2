import { rebuildAggregates } from '../adapters/db/figures/rebuild-aggregates.ts'
import { createWriter } from '../adapters/db/core/writer.ts'
import { readEnvironment } from '../config.ts'
import { messageOf } from '../domain/core/errors.ts'
import { openAlone } from './open-database.ts'

/** `npm run rebuild-aggregates`: recounts all executions of the installation, while no server uses it. */
async function main(): Promise<void> {
  await using opened = await openAlone(readEnvironment(process.env))
  const { counted, removed, changed } = await rebuildAggregates(createWriter(opened.database))
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
