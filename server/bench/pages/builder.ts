import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import SqliteDatabase from 'better-sqlite3'
import type { Page } from 'playwright'

import { findBrowser, NO_BROWSER } from '../../../e2e/support/browser.ts'
import { fillDataFolder } from '../../src/demo/fill-data-folder.ts'
import { startBenchServer, type BenchServer } from '../support/bench-server.ts'
import { cookiesOf, launchChromium, openerOf } from '../support/first-row.ts'
import { benchOptions } from '../support/options.ts'
import { quantile, timeRequests, timingTable, type Timing } from '../support/timings.ts'

const SCALES = {
  full: { pipelines: 10_000, executions: 10_000 },
  small: { pipelines: 500, executions: 2000 },
} as const
const LIMITS = { median: 100, worst: 250 }
const NODES = 200
const OPENINGS = 5
const DRAG_STEPS = 120

/** The drawing of a pipeline: time until it is shown, dragging among many steps; and the chains of a large fleet. */
async function main(): Promise<void> {
  const options = benchOptions()
  if (options.only !== '' && options.only !== 'builder') return
  const dataDir = await mkdtemp(join(tmpdir(), 'flx-bench-'))
  try {
    await fillDataFolder(dataDir, { ...SCALES[options.scale], logs: false })
    const centre = makeChains(join(dataDir, 'flx.db'))
    await using server = await startBenchServer({ dataDir })
    const timings: Timing[] = []
    const add = async (name: string, path: string) =>
      void timings.push(await timeRequests(name, () => server.api('GET', path)))
    await add('chains, worst first', '/pipelines/flows')
    await add('chains by name', '/pipelines/flows?sort=name&limit=50')
    await add('a search', '/pipelines/flows?search=orders')
    await add('a search in vain', '/pipelines/flows?search=nothing-of-that-name')
    await add('the chain of a pipeline', `/pipelines/${centre}/flow`)
    console.log(timingTable(timings, LIMITS))
    await measureInBrowser(server, `/pipelines/${centre}/edit?as=drawing`)
  } finally {
    await rm(dataDir, { recursive: true, force: true })
  }
}

/** One pipeline with enough followers for a large drawing; all others in chains of fifty. Returns the first one. */
function makeChains(file: string): string {
  const sqlite = new SqliteDatabase(file)
  const ids = sqlite.prepare('select id from pipeline order by id').pluck().all() as string[]
  const setPredecessor = sqlite.prepare('update pipeline set after_pipeline_id = ? where id = ?')
  const [centre = ''] = ids
  sqlite.transaction(() => {
    for (const [index, id] of ids.entries()) {
      if (index > 0 && index < NODES) setPredecessor.run(centre, id)
      const position = index % 50
      if (index >= NODES && position > 0)
        setPredecessor.run(ids[index - position + Math.floor((position - 1) / 2)], id)
    }
  })()
  sqlite.close()
  return centre
}

async function measureInBrowser(server: BenchServer, path: string): Promise<void> {
  const found = findBrowser()
  if (found === undefined) return console.log(NO_BROWSER)
  const browser = await launchChromium(found)
  try {
    await using opener = await openerOf(browser, server, {
      ...{ path, row: '.react-flow__node', list: '/api/plugins' },
    })
    const openings: number[] = []
    for (let opening = 0; opening < OPENINGS; opening += 1) openings.push((await opener.warm()).row)
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    await context.addCookies(cookiesOf(server))
    const page = await context.newPage()
    await page.goto(server.url + path)
    await page.locator('.react-flow__node').first().waitFor()
    // The whole drawing in view, so that every step is drawn.
    await page.getByRole('button', { name: 'Fit to view' }).click()
    const nodes = await page.locator('.react-flow__node').count()
    const frames = await frameTimesWhileDragging(page)
    const line = (name: string, values: number[]) =>
      console.log(
        `  ${name}: median ${quantile(values, 0.5).toFixed(0)} ms, 95 % ${quantile(values, 0.95).toFixed(0)} ms`,
      )
    console.log(`The drawing of a pipeline, ${nodes} steps in view`)
    line('opened with a warm cache', openings)
    line('a frame while a step is dragged', frames)
  } finally {
    await browser.close()
  }
}

/** Times between frames while the pointer drags the extractor about. */
async function frameTimesWhileDragging(page: Page): Promise<number[]> {
  const box = await page.locator('.react-flow__node[data-id="extractor"]').boundingBox()
  if (box === null) throw new Error('There is nothing to drag')
  const [x, y] = [box.x + box.width / 2, box.y + box.height / 2]
  await page.mouse.move(x, y)
  await page.mouse.down()
  await page.evaluate(`{
    globalThis.frames = []
    let last = performance.now()
    const next = (now) => { globalThis.frames.push(now - last); last = now; requestAnimationFrame(next) }
    requestAnimationFrame(next)
  }`)
  for (let step = 0; step < DRAG_STEPS; step += 1) {
    await page.mouse.move(x + 60 * Math.sin(step / 6), y + 30 + 30 * Math.cos(step / 6))
  }
  const frames = await page.evaluate<number[]>('globalThis.frames')
  await page.mouse.up()
  return frames.slice(1)
}

await main()
