import { rebuildAggregates } from '../adapters/db/figures/rebuild-aggregates.ts'
import { recountObjectives } from '../adapters/db/objectives/recount-objectives.ts'
import { createWriter } from '../adapters/db/core/writer.ts'
import { readEnvironment } from '../config.ts'
import { messageOf } from '../domain/core/errors.ts'
import { openExclusively } from './open-database.ts'

/** `npm run rebuild-aggregates`: recounts all executions of the installation, while no server uses it. */
async function main(): Promise<void> {
  await using opened = await openExclusively(readEnvironment(process.env))
  const writer = createWriter(opened.database)
  const { counted, removed, changed } = await rebuildAggregates(writer)
  const objectives = await recountObjectives(writer, Date.now())
  const removedSentence =
    removed === 0
      ? ''
      : ` ${removed.toLocaleString('en')} executions were removed; the figures of their quarter hours are unchanged.`
  console.log(
    `Recounted the figures from ${counted.toLocaleString('en')} finished executions. ${correctedSentence(changed)}${removedSentence}`,
  )
  const cutSentence =
    objectives.cut === 0
      ? ''
      : ` Executions of ${objectives.cut.toLocaleString('en')} pipelines were removed; their hours and days until the next execution are unchanged.`
  console.log(
    `Recounted the objectives of the last 90 days. ${correctedSentence(objectives.changed)}${cutSentence} The times during which data were too old are unchanged.`,
  )
}

const correctedSentence = (changed: number): string =>
  changed === 0 ? 'All sums were correct.' : `${changed.toLocaleString('en')} wrong sums corrected.`

await main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
})
