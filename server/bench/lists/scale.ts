import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'

import { fillDataFolder } from '../../src/demo/fill-data-folder.ts'
import { startBenchServer, type BenchServer } from '../support/bench-server.ts'
import { measureFanOut } from '../support/fan-out.ts'
import { firstPipeline, listRequests, type Page } from './support/list-requests.ts'
import { benchOptions } from '../support/options.ts'
import { pageTimes } from '../pages/support/page-times.ts'
import { makeSlowSteps } from '../support/slow-steps.ts'
import { median } from '../support/pairs.ts'
import { quantile, timeRequests, timingTable, type Timing } from '../support/timings.ts'

const SCALES = {
  full: { pipelines: 10_000, executions: 1_000_000, sockets: 1000 },
  small: { pipelines: 500, executions: 20_000, sockets: 100 },
} as const
const LIMITS = { median: 20, worst: 150 }
const PAGE_LIMITS = { median: 1000, worst: 1000 }
const STARTS = 7
const EXECUTIONS = 50
const DAY = 86_400_000

/** The product at the size of a large installation: lists, figures, start-up, memory and live updates. */
async function main(): Promise<void> {
  const options = benchOptions()
  if (options.only !== '' && options.only !== 'scale') return
  const scale = SCALES[options.scale]
  const dataDir = options.data === '' ? await mkdtemp(join(tmpdir(), 'flx-bench-')) : options.data
  try {
    const began = performance.now()
    const created = await fillDataFolder(dataDir, { ...scale, logs: false })
    if (created !== null) {
      console.log(
        `${scale.pipelines.toLocaleString('en')} pipelines and ${created.toLocaleString('en')} executions made in ${seconds(performance.now() - began)}`,
      )
    }
    if (created === null) await settle(dataDir)
    await measureStarts(dataDir)
    await using server = await startBenchServer({ dataDir, env: { FLX_CONCURRENCY: String(EXECUTIONS) } })
    await delay(3000)
    console.log(`memory of the idle server: ${megabytes(server.memory().now)} (limit 150 MB)`)
    await measureLists(server)
    await measurePages(server)
    await measureLive(server, scale.sockets)
  } finally {
    if (options.data === '') await rm(dataDir, { recursive: true, force: true })
  }
}

/** An old folder has thousands of missed ticks to catch up: not during a measurement. */
async function settle(dataDir: string): Promise<void> {
  await using server = await startBenchServer({ dataDir, env: { FLX_CONCURRENCY: String(EXECUTIONS) } })
  await server.api('POST', '/schedules/pause')
  for (const status of ['pending', 'running']) {
    while ((await server.api<Page>('GET', `/executions?status=${status}&limit=1`)).items.length > 0)
      await delay(500)
  }
}

/** From the start of the process to an answer of /readyz; and whether the first figures take longer than the next. */
async function measureStarts(dataDir: string): Promise<void> {
  const starts: number[] = []
  const figures: [first: number[], second: number[]] = [[], []]
  for (let index = 0; index < STARTS; index += 1) {
    await using server = await startBenchServer({ dataDir })
    starts.push(server.readyMs)
    // A user who opens the dashboard as soon as possible; work done ahead has a second.
    await delay(1000)
    const from = new Date(Date.now() - 7 * DAY).toISOString()
    for (const times of figures) {
      const began = performance.now()
      await server.api('GET', `/statistics?from=${from}&timezone=Europe/Zurich`)
      times.push(performance.now() - began)
    }
  }
  console.log(
    `start to /readyz, ${STARTS} starts: median ${seconds(median(starts))}, worst ${seconds(Math.max(...starts))} (limit 2 s)`,
  )
  const [first, second] = figures.map((times) => median(times).toFixed(0))
  console.log(`statistics after a start: first ${first} ms, second ${second} ms`)
}

async function measureLists(server: BenchServer): Promise<void> {
  const ready = () => fetch(`${server.url}/readyz`).then((answer) => answer.text())
  const get = (path: string) => server.api<Page>('GET', path)
  const timings: Timing[] = [await timeRequests('control: /readyz', ready)]
  for (const [name, path] of await listRequests(get)) timings.push(await timeRequests(name, () => get(path)))
  timings.push(await timeRequests('control: /readyz again', ready))
  console.log(timingTable(timings, LIMITS))
}

async function measurePages(server: BenchServer): Promise<void> {
  const { items } = await server.api<Page>('GET', '/executions?status=failed&limit=1')
  const pipelineId = await firstPipeline((path) => server.api<Page>('GET', path))
  const row = 'main tbody tr'
  const timings = await pageTimes(server, {
    '/pipelines': 'main article, main li',
    '/executions': '[data-execution]',
    '/schedules': row,
    '/plugins': row,
    // Without a window the open failures are shown first.
    '/?window=7d': 'main svg.recharts-surface',
    [`/pipelines/${pipelineId}`]: row,
    [`/executions/${items[0]?.id ?? ''}`]: '[data-line]',
  })
  if (timings === null) return
  console.log('pages in Chromium, from the address to the first row, figure or log, with an empty cache:')
  console.log(timingTable(timings, PAGE_LIMITS))
}

async function measureLive(server: BenchServer, sockets: number): Promise<void> {
  const pipelineIds = await makeSlowSteps(server, EXECUTIONS)
  const result = await measureFanOut([server], sockets, { pipelineIds })
  const ms = (value: number) => `${value.toFixed(0)} ms`
  console.log(
    [
      `${EXECUTIONS} executions at once with ${result.sockets.toLocaleString('en')} open pages:`,
      `  status, ${result.status.length.toLocaleString('en')} arrivals: median ${ms(quantile(result.status, 0.5))}, p99 ${ms(quantile(result.status, 0.99))}, worst ${ms(quantile(result.status, 1))}`,
      `  progress, from the first to the last page: median ${ms(quantile(result.progress, 0.5))}, p99 ${ms(quantile(result.progress, 0.99))}`,
      `  all reconnected in ${seconds(result.reconnectMs)}; events missed ${result.missed}, doubled ${result.doubled}`,
      `  memory of the server ${megabytes(server.memory().now)} after, ${megabytes(server.memory().peak)} at most`,
    ].join('\n'),
  )
}

const seconds = (ms: number): string => `${(ms / 1000).toFixed(2)} s`
const megabytes = (bytes: number): string => `${(bytes / 1024 / 1024).toFixed(0)} MB`

await main()
