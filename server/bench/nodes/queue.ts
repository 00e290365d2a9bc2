import { setTimeout as delay } from 'node:timers/promises'

import pg from 'pg'

import type { BenchServer } from '../support/bench-server.ts'
import { makeNoOps, type NoOps } from '../support/no-ops.ts'
import { benchOptions } from '../support/options.ts'
import { median } from '../support/pairs.ts'
import { postgresNodes } from './support/postgres-nodes.ts'
import { quantile } from '../support/timings.ts'

const SCALES = {
  full: { pipelines: 100, rounds: 5, steadySeconds: 120 },
  small: { pipelines: 40, rounds: 2, steadySeconds: 30 },
} as const
const WORKERS = 3
const CONCURRENCY = 4
/** Time for a server to release what its start allocated. */
const REST_MS = 20_000
/** Share of the rate at which the workers are saturated. */
const STEADY_SHARE = 0.5
const LIMITS = { perHour: 10_000, p95: 1, idleMegabytes: 120 }

/** No-op executions through three workers on PostgreSQL: how many an hour, and how long one waits for its start. */
async function main(): Promise<void> {
  const { scale, only } = benchOptions()
  if (only !== '' && only !== 'queue') return
  const { pipelines, rounds, steadySeconds } = SCALES[scale]
  await using nodes = await postgresNodes()
  const concurrency = { FLX_CONCURRENCY: String(CONCURRENCY) }
  const page = await nodes.start('web,scheduler')
  const workers: BenchServer[] = []
  for (let index = 0; index < WORKERS; index += 1) workers.push(await nodes.start('worker', concurrency))
  await delay(REST_MS)
  const idle = Math.max(...workers.map((worker) => worker.memory().now)) / 1024 / 1024

  const client = new pg.Client({ connectionString: nodes.databaseUrl })
  await client.connect()
  await using _connection = { [Symbol.asyncDispose]: () => client.end() }
  const noOps = await makeNoOps(page, pipelines)
  const saturated = await perHour(noOps, pipelines, rounds)
  const ids = await pipelineIds(client)
  const executionIds = await executeSteadily(page, ids, (saturated / 3600) * STEADY_SHARE, steadySeconds)
  const waits = await startDelays(client, executionIds)

  console.log(`no-op executions through ${WORKERS} workers of ${CONCURRENCY} on PostgreSQL`)
  printFigure(
    'saturated, median',
    `${Math.round(saturated).toLocaleString('en')} in an hour`,
    saturated >= LIMITS.perHour,
  )
  const p95 = quantile(waits, 0.95)
  printFigure(
    `at ${STEADY_SHARE * 100} % of it, ${waits.length} executions`,
    `start after ${quantile(waits, 0.5).toFixed(3)} s, p95 ${p95.toFixed(3)} s, at most ${Math.max(...waits).toFixed(3)} s`,
    p95 <= LIMITS.p95,
  )
  printFigure('memory of an idle worker', `${idle.toFixed(0)} MB`, idle <= LIMITS.idleMegabytes)
}

const printFigure = (label: string, figure: string, isMet: boolean): void =>
  console.log(`  ${label}: ${figure}${isMet ? '' : '  ← misses its limit'}`)

async function perHour(noOps: NoOps, pipelines: number, rounds: number): Promise<number> {
  // Warms up.
  await noOps.execute()
  const rates: number[] = []
  for (let round = 0; round < rounds; round += 1) rates.push((pipelines / (await noOps.execute())) * 3600)
  return median(rates)
}

const pipelineIds = async (client: pg.Client): Promise<string[]> =>
  (await client.query<{ id: string }>(`select id from pipeline where name like 'No-op %'`)).rows.map(
    ({ id }) => id,
  )

/** Requests executions at an even rate; returns them. */
async function executeSteadily(
  page: BenchServer,
  pipelineIds: readonly string[],
  perSecond: number,
  seconds: number,
): Promise<string[]> {
  const requests: Promise<{ id: string }>[] = []
  const began = performance.now()
  for (let index = 0; performance.now() < began + seconds * 1000; index += 1) {
    await delay(Math.max(0, began + (index / perSecond) * 1000 - performance.now()))
    const id = pipelineIds[index % pipelineIds.length] ?? ''
    requests.push(page.api<{ id: string }>('POST', `/pipelines/${id}/execute`))
  }
  return (await Promise.all(requests)).map(({ id }) => id)
}

/** Seconds from the request to the start, once all have ended. */
async function startDelays(client: pg.Client, ids: readonly string[]): Promise<number[]> {
  for (;;) {
    const { rows } = await client.query<{ status: string; queued_at: string; started_at: string | null }>(
      'select status, queued_at, started_at from execution where id = any($1)',
      [ids],
    )
    if (rows.every(({ status }) => status === 'success'))
      return rows.map((row) => (Date.parse(row.started_at ?? '') - Date.parse(row.queued_at)) / 1000)
    const unsuccessful = rows.find(({ status }) => status === 'failed' || status === 'cancelled')
    if (unsuccessful !== undefined) throw new Error(`An execution is ${unsuccessful.status}.`)
    await delay(250)
  }
}

await main()
