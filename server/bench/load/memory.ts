import { setTimeout as delay } from 'node:timers/promises'

import { startBenchServer } from '../support/bench-server.ts'
import { makeNoOps } from '../support/no-ops.ts'
import { benchOptions } from '../support/options.ts'

const SCALES = {
  full: { pipelines: 50, rounds: 40, restMs: 60_000 },
  small: { pipelines: 20, rounds: 5, restMs: 30_000 },
} as const
const LIMIT_MB = 230
/** Rounds between two figures. */
const REPORT_EVERY = 10
/** By then memory that only the start needed is released. */
const SETTLED_MS = 5000

/** Memory that executions leave behind: resident memory of the server after many of them and a rest. */
async function main(): Promise<void> {
  const { scale, only } = benchOptions()
  if (only !== '' && only !== 'memory') return
  const { pipelines, rounds, restMs } = SCALES[scale]
  await using server = await startBenchServer()
  await delay(SETTLED_MS)
  const megabytes = () => `${(server.memory().now / 1024 / 1024).toFixed(0)} MB`
  const figures = [`${megabytes()} before`]
  const noOps = await makeNoOps(server, pipelines)
  for (let round = 1; round <= rounds; round += 1) {
    await noOps.execute()
    if (round % REPORT_EVERY === 0 || round === rounds)
      figures.push(`${megabytes()} after ${(round * pipelines).toLocaleString('en')}`)
  }
  await delay(restMs)
  figures.push(`${megabytes()} after ${restMs / 1000} s of rest (limit ${LIMIT_MB} MB)`)
  console.log(
    `memory of the server over ${(pipelines * rounds).toLocaleString('en')} no-op executions: ${figures.join(', ')}`,
  )
}

await main()
