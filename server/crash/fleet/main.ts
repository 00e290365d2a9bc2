import { parseArgs } from 'node:util'

import { createRandom, drawn } from '../random.ts'
import { AT_NODES, AT_POSTGRES, type Fault } from './faults.ts'
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
const wanted = Number(values.faults)
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const random = createRandom(seed)
/** In one round; they overlap. Of seven nodes that can be struck one is left. */
const AT_ONCE = 6

console.log(`${wanted} faults in a fleet on PostgreSQL, seed ${seed}`)
const began = performance.now()
const seconds = (since: number) => ((performance.now() - since) / 1000).toFixed(0).padStart(3)
const minutes = () => (performance.now() - began) / 60_000
const struck = new Map<Fault, number>([...AT_NODES, ...AT_POSTGRES].map((fault) => [fault, 0]))
const found: string[] = []
let done = 0
let rounds = 0
{
  await using fleet = await Fleet.create()
  while (done < wanted && minutes() < Number(values.minutes)) {
    const most = Math.min(AT_ONCE, wanted - done)
    const faults = Array.from({ length: most }, (): Fault => drawn(AT_NODES, random))
    // PostgreSQL in every second round.
    if (rounds++ % 2 === 1) faults[0] = drawn(AT_POSTGRES, random)
    const since = performance.now()
    const wrong = await round(fleet, faults, random).catch((error: unknown) => [
      `The round broke off: ${String(error)}`,
    ])
    done += faults.length
    for (const fault of faults) struck.set(fault, (struck.get(fault) ?? 0) + 1)
    console.log(
      `${String(done).padStart(4)}/${wanted}  ${seconds(since)} s  ${wrong.length > 0 ? 'FAULT' : 'ok'}  ${faults.join(', ')}`,
    )
    for (const sentence of wrong) console.log(`      ${sentence}`)
    found.push(...wrong)
  }
}
console.log(Array.from(struck, ([fault, count]) => `${fault}: ${count}`).join('\n'))
console.log(
  `${done} faults in ${minutes().toFixed(1)} min, seed ${seed}: ${found.length === 0 ? 'nothing lost, doubled or left' : `${found.length} sentences above`}.`,
)
process.exitCode = found.length === 0 && done > 0 ? 0 : 1
