import { parseArgs } from 'node:util'

import { hasPython } from '../test/plugins/support/wheel.ts'
import { CELLS } from './cells.ts'
import { Installation } from './installation.ts'
import { killInstallation } from './installer-cells.ts'
import { killOnce, type Attempt } from './kill-once.ts'
import { createRandom, type Random } from './random.ts'
import { table, type CellResult } from './report.ts'

const { values } = parseArgs({
  options: {
    kills: { type: 'string', default: '48' },
    seed: { type: 'string' },
    lanes: { type: 'string', default: '2' },
    /** Only cells whose name contains this, such as `server` or `loader, committing`. */
    only: { type: 'string', default: '' },
  },
})
const seed = Number(values.seed ?? Math.floor(Math.random() * 1e9))
const random = createRandom(seed)

interface Kill {
  victim: string
  phase: string
  attempt(installation: Installation, random: Random): Promise<Attempt>
}
const INSTALLER_CELLS = [
  { victim: 'server', phase: 'installing' },
  { victim: 'installer', phase: 'installing' },
  { victim: 'installer', phase: 'shutting down' },
]
const allCells: Kill[] = [
  ...CELLS.map((cell): Kill => ({
    victim: cell.victim,
    phase: cell.phase,
    attempt: (installation, random) => killOnce(installation, cell, random),
  })),
  ...INSTALLER_CELLS.map((cell): Kill => ({
    ...cell,
    attempt: (installation, random) => killInstallation(installation, cell, random),
  })),
]
const cells = allCells.filter((cell) => nameOf(cell).includes(values.only) && (hasPython || !isInstall(cell)))
if (!hasPython) console.log('There is no python3 with venv: the cells of the installer are left out.')
const results = new Map<string, CellResult>()
const total = Number(values.kills)
let done = 0

/** Victims that were gone before the kill are tried again, but not for ever. */
const queue = Array.from({ length: total }, (_, index) => ({
  cell: cells[index % cells.length] as Kill,
  random: random.fork(),
}))
const order = allCells.map(nameOf)

async function lane(): Promise<void> {
  await using installation = await Installation.create()
  for (let next = queue.shift(); next !== undefined; next = queue.shift()) {
    const { cell } = next
    let attempt: Attempt
    try {
      attempt = await cell.attempt(installation, next.random)
    } catch (error) {
      attempt = { killed: false, faults: [`The trial broke off: ${String(error)}`] }
    }
    note(cell, attempt)
    const result = results.get(nameOf(cell))
    if (!attempt.killed && (result?.missed ?? 0) < 3 * (result?.kills ?? 0) + 10) queue.push(next)
    // After a fault nothing is known about this server.
    if (attempt.faults.length > 0) return lane()
  }
}

function note(cell: Kill, { killed, faults }: Attempt): void {
  const result = results.get(nameOf(cell)) ?? {
    victim: cell.victim,
    phase: cell.phase,
    kills: 0,
    missed: 0,
    faults: [],
  }
  results.set(nameOf(cell), result)
  if (killed) result.kills += 1
  else result.missed += 1
  result.faults.push(...faults)
  done += killed ? 1 : 0
  const verdict = faults.length > 0 ? 'FAULT' : killed ? 'ok' : 'too late'
  console.log(`${String(done).padStart(4)}/${total}  ${nameOf(cell).padEnd(28)} ${verdict}`)
  for (const fault of faults) console.log(`      ${fault}`)
}

function isInstall({ victim, phase }: Kill): boolean {
  return victim === 'installer' || phase === 'installing'
}

function nameOf({ victim, phase }: { victim: string; phase: string }): string {
  return `${victim}, ${phase}`
}

console.log(`${total} kills in ${cells.length} cells, seed ${seed}`)
const began = performance.now()
await Promise.all(Array.from({ length: Number(values.lanes) }, lane))
const sorted = [...results.values()].toSorted((a, b) => order.indexOf(nameOf(a)) - order.indexOf(nameOf(b)))
const faults = sorted.flatMap((result) => result.faults)
console.log(`\n${table(sorted)}\n`)
console.log(
  `${done} kills in ${((performance.now() - began) / 60_000).toFixed(1)} min, seed ${seed}: ${faults.length === 0 ? 'everything was as promised' : `${faults.length} faults`}.`,
)
process.exitCode = faults.length === 0 && done > 0 ? 0 : 1
