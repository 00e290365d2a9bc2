import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import type { Execution } from '@flx/shared/executions/execution'

import { startedBy } from '../../crash/processes.ts'
import { startBenchServer, type BenchServer } from '../support/bench-server.ts'
import { benchOptions } from '../support/options.ts'
import { quantile } from '../support/timings.ts'

const GRACE_SECONDS = 1
const REPETITIONS = 25
const TAP = join(import.meta.dirname, '../../test/fixtures/singer/tap.mjs')
const TARGET = join(import.meta.dirname, '../../test/fixtures/singer/target.mjs')

const TAPS = {
  'obeys SIGTERM': { endless: true },
  'ignores SIGTERM, child in its group': { endless: true, ignoreSigterm: true, child: 'group' },
  'ignores SIGTERM, child in a session of its own': { endless: true, ignoreSigterm: true, child: 'setsid' },
}

/** From the cancel request until the execution is cancelled and none of its processes is left. */
async function main(): Promise<void> {
  const { only, scale } = benchOptions()
  if (only !== '' && only !== 'cancel') return
  const repetitions = scale === 'small' ? 5 : REPETITIONS
  await using server = await startBenchServer({ env: { FLX_GRACE_SECONDS: String(GRACE_SECONDS) } })
  await server.api('POST', '/plugins', {
    name: 'target-bench',
    type: 'loader',
    command: [process.execPath, TARGET, '{}'],
  })
  console.log(
    `Cancel to "no process left", grace ${GRACE_SECONDS} s, ${repetitions} repetitions (limit: p95 below ${GRACE_SECONDS + 1} s)`,
  )
  for (const [index, [name, options]] of Object.entries(TAPS).entries()) {
    const extractor = `tap-bench-${index}`
    await server.api('POST', '/plugins', {
      name: extractor,
      type: 'extractor',
      command: [process.execPath, TAP, JSON.stringify(options)],
      capabilities: ['state'],
    })
    const body = { name, extractor, loader: 'target-bench' }
    const { id } = await server.api<{ id: string }>('POST', '/pipelines', body)
    const seconds: number[] = []
    for (let count = 0; count < repetitions; count += 1) seconds.push(await cancelOnce(server, id))
    console.log(
      `  ${name.padEnd(48)} median ${quantile(seconds, 0.5).toFixed(2)} s, p95 ${quantile(seconds, 0.95).toFixed(2)} s`,
    )
  }
}

async function cancelOnce(server: BenchServer, pipelineId: string): Promise<number> {
  const { id } = await server.api<{ id: string }>('POST', `/pipelines/${pipelineId}/execute`, {})
  const read = () => server.api<Execution>('GET', `/executions/${id}`)
  while ((await read()).recordsProcessed === 0) await delay(20)
  const began = performance.now()
  await server.api('POST', `/executions/${id}/cancel`, {})
  while ((await read()).status !== 'cancelled') await delay(10)
  const survivors = startedBy(server.dataDir)
  if (survivors.length > 0) throw new Error(`A process lives on: ${JSON.stringify(survivors)}`)
  return (performance.now() - began) / 1000
}

await main()
