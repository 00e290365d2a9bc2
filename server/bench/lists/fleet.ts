import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { FRESHNESS_STATES } from '@flx/shared/pipelines/freshness'
import { PIPELINE_SORTS } from '@flx/shared/pipelines/pipeline-list'

import { fillDataFolder } from '../../src/demo/fill-data-folder.ts'
import { startBenchServer, type BenchServer } from '../support/bench-server.ts'
import { benchOptions } from '../support/options.ts'
import { pageTimes } from '../pages/support/page-times.ts'
import { scrollTimes } from '../pages/support/scroll-times.ts'
import { timeRequests, timingTable, type Timing } from '../support/timings.ts'

/** Sixty executions of each pipeline: full strips, and a trend over as many as it reads. */
const SCALES = {
  full: { pipelines: 10_000, executions: 600_000 },
  small: { pipelines: 500, executions: 20_000 },
} as const
const LIMITS = { median: 50, worst: 150 }
const PAGE_LIMITS = { median: 1000, worst: 1000 }
/** Two frames of a 60 Hz screen. */
const FRAME_LIMITS = { median: 34, worst: 150 }
/** The query that the page sends. */
const FLEET = '/pipelines?trend=true&limit=50'
const LATER_PAGE = 50
const ROW = '[data-item][data-index]'

interface Page {
  items: unknown[]
  nextCursor: string | null
}

/** The fleet at the size of a large installation: its answers, its first line, and how it scrolls. */
async function main(): Promise<void> {
  const options = benchOptions()
  if (options.only !== '' && options.only !== 'fleet') return
  const dataDir = options.data === '' ? await mkdtemp(join(tmpdir(), 'flx-bench-')) : options.data
  try {
    await fillDataFolder(dataDir, { ...SCALES[options.scale], logs: false })
    // Executions that start meanwhile would be measured too.
    await using server = await startBenchServer({ dataDir, env: { FLX_ROLES: 'web' } })
    console.log('answers of the fleet, 50 pipelines with strip and trend:')
    console.log(timingTable(await answers(server), LIMITS))
    const openings = await pageTimes(server, {
      // The control: twenty pipelines, without trends.
      '/pipelines?view=table': 'tr[data-item]',
      '/pipelines?view=fleet': ROW,
    })
    if (openings === null) return
    console.log('from the address to the first line, in Chromium, with an empty cache:')
    console.log(timingTable(openings, PAGE_LIMITS))
    const scrolling = await scrollTimes(server, { path: '/pipelines?view=fleet', row: ROW })
    console.log(
      `frames while scrolling over ${scrolling.passed} lines, at most ${scrolling.rendered} rendered:`,
    )
    console.log(timingTable(scrolling.timings, FRAME_LIMITS))
  } finally {
    if (options.data === '') await rm(dataDir, { recursive: true, force: true })
  }
}

async function answers(server: BenchServer): Promise<Timing[]> {
  const get = (path: string) => server.api<Page>('GET', path)
  const ready = () => fetch(`${server.url}/readyz`).then((answer) => answer.text())
  const timings: Timing[] = [await timeRequests('control: /readyz', ready)]
  const add = async (name: string, path: string) =>
    void timings.push(await timeRequests(name, () => get(path)))
  for (const sort of PIPELINE_SORTS) {
    const path = `${FLEET}&sort=${sort}`
    await add(`by ${sort}`, path)
    let cursor: string | null = ''
    for (let page = 1; page < LATER_PAGE && cursor !== null; page += 1)
      cursor = (await get(cursor === '' ? path : `${path}&cursor=${cursor}`)).nextCursor
    if (cursor !== null) await add(`by ${sort}, page ${LATER_PAGE}`, `${path}&cursor=${cursor}`)
  }
  for (const state of FRESHNESS_STATES)
    await add(`worst first, ${state}`, `${FLEET}&sort=worst&freshness=${state}`)
  await add('worst first, of an owner', `${FLEET}&sort=worst&owner=Mara Keller`)
  await add('worst first, without trends', '/pipelines?limit=50&sort=worst')
  await add('summary', '/pipelines/freshness')
  timings.push(await timeRequests('control: /readyz again', ready))
  return timings
}

await main()
