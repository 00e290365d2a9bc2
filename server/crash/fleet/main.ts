import { parseArgs } from 'node:util'

import { createRandom } from '../random.ts'
import { FAULTS, type Fault } from './faults.ts'
import { Fleet } from './fleet.ts'
import { round } from './round.ts'

const { values } = parseArgs({
  options: {
    faults: { type: 'string', default: '200' },
    seed: { type: 'string' },
    /** Ends after the round that is under way then. */
    minutes: { type: 'string', default: '600' },
  },
})
const wanted = Number(values.faults)
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const random = createRandom(seed)
/** In one round; they overlap. */
const AT_ONCE = 3

console.log(`${wanted} faults in a fleet on PostgreSQL, seed ${seed}`)
const began = performance.now()
const minutes = () => (performance.now() - began) / 60_000
const struck = new Map<Fault, number>(FAULTS.map((fault) => [fault, 0]))
const found: string[] = []
let done = 0
{
  await using fleet = await Fleet.create()
  while (done < wanted && minutes() < Number(values.minutes)) {
    // Each in turn, PostgreSQL among them, and two at nodes that are drawn.
    const faults = Array.from({ length: AT_ONCE }, (_, index) =>
      index === 0
        ? (FAULTS[(done / AT_ONCE) % FAULTS.length] ?? FAULTS[0])
        : (FAULTS[random.below(4)] ?? FAULTS[0]),
    )
    const wrong = await round(fleet, faults, random).catch((error: unknown) => [
      `The round broke off: ${String(error)}`,
    ])
    done += faults.length
    for (const fault of faults) struck.set(fault, (struck.get(fault) ?? 0) + 1)
    console.log(
      `${String(done).padStart(4)}/${wanted}  ${faults.join(', ').padEnd(64)} ${wrong.length > 0 ? 'FAULT' : 'ok'}`,
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
