import { rebuildAggregates } from '../adapters/db/figures/rebuild-aggregates.ts'
import { recountObjectives } from '../adapters/db/objectives/recount-objectives.ts'
import { createWriter } from '../adapters/db/core/writer.ts'
import { readEnvironment } from '../config.ts'
import { messageOf } from '../domain/core/errors.ts'
import { formatCount } from '@flx/shared/core/quantities'
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
      : ` ${formatCount(removed, 'execution')} had been removed; the figures of their quarter hours are unchanged.`
  console.log(
    `Recounted the figures from ${formatCount(counted, 'finished execution')}. ${correctedSentence(changed)}${removedSentence}`,
  )
  const cutSentence =
    objectives.cut === 0
      ? ''
      : ` Executions of ${formatCount(objectives.cut, 'pipeline')} had been removed; their hours and days until the next execution are unchanged.`
  console.log(
    `Recounted the objectives of the last 90 days. ${correctedSentence(objectives.changed)}${cutSentence} The time for which data was stale is unchanged.`,
  )
}

const correctedSentence = (changed: number): string =>
  changed === 0 ? 'All sums were correct.' : `Corrected ${formatCount(changed, 'wrong sum')}.`

await main().catch((error: unknown) => {
  process.stderr.write(`${messageOf(error)}\n`)
  process.exitCode = 1
})
