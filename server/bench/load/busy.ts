import { fork } from 'node:child_process'
import { once } from 'node:events'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { startBenchServer, type BenchServer } from '../support/bench-server.ts'
import { makeNoOps, type NoOps } from '../support/no-ops.ts'
import { benchOptions } from '../support/options.ts'
import { median } from '../support/pairs.ts'
import type { ReadersOrder, ReadersReport } from './support/readers.ts'
import { quantile } from '../support/timings.ts'

const READERS = 10
/** Sign-ins are throttled: each viewer reads on two pages. */
const VIEWERS = READERS / 2
const SCALES = { full: { pipelines: 60, pairs: 5 }, small: { pipelines: 20, pairs: 2 } } as const
const LIMITS = { ratio: 2, p99: 500 }

/** Executions beside viewers who read lists continuously, and the same executions alone, alternating. */
async function main(): Promise<void> {
  const { scale, only } = benchOptions()
  if (only !== '' && only !== 'busy') return
  const { pipelines, pairs } = SCALES[scale]
  await using server = await startBenchServer()
  const noOps = await makeNoOps(server, pipelines)
  await using readers = await startReaders(server)
  await noOps.execute()
  const alone: number[] = []
  const beside: number[] = []
  const reports: ReadersReport[] = []
  for (let pair = 0; pair < pairs; pair += 1) {
    for (const busy of pair % 2 === 0 ? [false, true] : [true, false]) {
      if (!busy) {
        alone.push(await timeOf(noOps))
        continue
      }
      readers.read()
      await delay(500)
      beside.push(await timeOf(noOps))
      reports.push(await readers.stop())
    }
  }
  readers.read()
  await delay(3000)
  const undisturbed = await readers.stop()
  report(pipelines, { alone, beside, reports, undisturbed })
}

const timeOf = async (noOps: NoOps): Promise<number> => {
  const seconds = await noOps.execute()
  // Work after the end of an execution belongs to neither pass.
  await delay(500)
  return seconds
}

function report(
  pipelines: number,
  measured: { alone: number[]; beside: number[]; reports: ReadersReport[]; undisturbed: ReadersReport },
): void {
  const { alone, beside, reports, undisturbed } = measured
  const ratios = beside.map((seconds, index) => seconds / (alone[index] ?? NaN))
  const list = (values: number[]) => values.map((value) => value.toFixed(1)).join(', ')
  console.log(
    `${pipelines} no-op pipelines in bulk, alone and beside ${READERS} readers, ${alone.length} alternating pairs`,
  )
  console.log(
    `  alone ${median(alone).toFixed(1)} s (${list(alone)}), beside ${median(beside).toFixed(1)} s (${list(beside)}), ratio ${median(ratios).toFixed(2)} (limit ${LIMITS.ratio})`,
  )
  for (const [name, { times, refused, failed }] of Object.entries({
    'beside executions': merge(reports),
    'by themselves': undisturbed,
  })) {
    console.log(
      `  readers ${name}: ${times.length.toLocaleString('en')} answers, median ${median(times).toFixed(0)} ms, p99 ${quantile(times, 0.99).toFixed(0)} ms (limit ${LIMITS.p99}), ${refused} put off, ${failed} failed`,
    )
  }
}

const merge = (reports: ReadersReport[]): ReadersReport => ({
  times: reports.flatMap(({ times }) => times),
  refused: reports.reduce((sum, { refused }) => sum + refused, 0),
  failed: reports.reduce((sum, { failed }) => sum + failed, 0),
})

interface Readers extends AsyncDisposable {
  read(): void
  stop(): Promise<ReadersReport>
}

/** Users with the role viewer, each with a session, in a separate process. */
async function startReaders(server: BenchServer): Promise<Readers> {
  const cookies: string[] = []
  for (let index = 0; index < VIEWERS; index += 1) {
    const account = { email: `reader-${index}@example.com`, password: 'reads and reads, without a pause' }
    await server.api('POST', '/users', { ...account, name: `Reader ${index}`, role: 'viewer' })
    const cookie = await server.signIn(account)
    cookies.push(cookie, cookie)
  }
  const child = fork(join(import.meta.dirname, 'support/readers.ts'), [server.url, ...cookies])
  const send = (order: ReadersOrder) => void child.send(order)
  return {
    read: () => send('read'),
    async stop() {
      send('stop')
      const [report] = (await once(child, 'message')) as [ReadersReport]
      return report
    },
    async [Symbol.asyncDispose]() {
      child.disconnect()
      await once(child, 'exit')
    },
  }
}

await main()
