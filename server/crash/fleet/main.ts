import { parseArgs } from 'node:util'

import { createRandom, pick } from '../random.ts'
import { NODE_FAULTS, POSTGRES_FAULTS, type Fault } from './faults.ts'
import { Fleet } from './fleet.ts'
import { round } from './round.ts'

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '200' },
    seed: { type: 'string' },
    /** Ends after the round that is running then. */
    minutes: { type: 'string', default: '600' },
  },
})
const total = Number(values.faults)
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const random = createRandom(seed)
/** In one round; they overlap. Of seven nodes that can be struck one is left. */
const MAX_FAULTS_PER_ROUND = 6

console.log(`${total} faults in a fleet on PostgreSQL, seed ${seed}`)
const began = performance.now()
const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(0).padStart(3)
const minutes = () => (performance.now() - began) / 60_000
const counts = new Map<Fault, number>([...NODE_FAULTS, ...POSTGRES_FAULTS].map((fault) => [fault, 0]))
const found: string[] = []
let done = 0
let rounds = 0
{
  await using fleet = await Fleet.create()
  while (done < total && minutes() < Number(values.minutes)) {
    const faultCount = Math.min(MAX_FAULTS_PER_ROUND, total - done)
    const faults = Array.from({ length: faultCount }, (): Fault => pick(NODE_FAULTS, random))
    // PostgreSQL in every second round.
    if (rounds++ % 2 === 1) faults[0] = pick(POSTGRES_FAULTS, random)
    const roundStart = performance.now()
    const sentences = await round(fleet, faults, random).catch((error: unknown) => [
      `The round broke off: ${String(error)}`,
    ])
    done += faults.length
    for (const fault of faults) counts.set(fault, (counts.get(fault) ?? 0) + 1)
    console.log(
      `${String(done).padStart(4)}/${total}  ${seconds(roundStart)} s  ${sentences.length > 0 ? 'FAULT' : 'ok'}  ${faults.join(', ')}`,
    )
    for (const sentence of sentences) console.log(`      ${sentence}`)
    found.push(...sentences)
  }
}
console.log(Array.from(counts, ([fault, count]) => `${fault}: ${count}`).join('\n'))
console.log(
  `${done} faults in ${minutes().toFixed(1)} min, seed ${seed}: ${found.length === 0 ? 'nothing lost, doubled or left' : `${found.length} sentences above`}.`,
)
process.exitCode = found.length === 0 && done > 0 ? 0 : 1
