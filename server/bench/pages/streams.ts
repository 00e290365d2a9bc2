import { readFile, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { setTimeout } from 'node:timers/promises'

import { chromium, type CDPSession, type Page } from 'playwright'

import { findBrowser, NO_BROWSER } from '../../../e2e/support/browser.ts'
import { startBenchServer, type BenchServer } from '../support/bench-server.ts'
import { benchOptions } from '../support/options.ts'
import { quantile } from '../support/timings.ts'

const STREAMS = 2000
const FIELDS = 100
const OPENINGS = 5
/** Each is typed after the existing text, character by character. */
const TYPED = '!*.secret_*'
const CLICKS = 10
const PING_MS = 10

/**
 * The streams page with 200,000 fields in Chromium: first paint, counting patterns, a tick, scrolling, memory; and how
 * long the server keeps other requests waiting while it discovers, reads and executes with them.
 */
async function main(): Promise<void> {
  const { only, scale } = benchOptions()
  if (only !== '' && only !== 'streams') return
  const found = findBrowser()
  if (found === undefined) {
    console.log(NO_BROWSER)
    return
  }
  const streams = scale === 'small' ? STREAMS / 10 : STREAMS
  await using server = await startBenchServer()
  const path = await createLargePipeline(server, streams)
  const { executablePath, args, env } = found
  const browser = await chromium.launch({
    executablePath,
    args: [...args, '--js-flags=--expose-gc'],
    env: { ...process.env, ...env },
  })
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    const [name = '', value = ''] = (server.headers['cookie'] ?? '').split(';')[0]?.split(/=(.*)/s) ?? []
    await context.addCookies([{ name, value, url: server.url }])
    const paints: number[] = []
    let page = await context.newPage()
    // The first one also warms up the server and the browser process.
    for (let opening = 0; opening <= OPENINGS; opening += 1) {
      await page.close()
      page = await context.newPage()
      const began = performance.now()
      await page.goto(server.url + path, { waitUntil: 'commit' })
      await page
        .getByText(`${streams.toLocaleString('en-US')} of`)
        .first()
        .waitFor()
      if (opening > 0) paints.push(performance.now() - began)
    }
    console.log(`The streams page with ${streams} streams of ${FIELDS} fields`)
    show('first paint', paints)
    const session = await context.newCDPSession(page)
    show('count of a pattern, per key', await measureTyping(page))
    show('a tick on a stream', await measureTicks(page))
    show('a search', await measureSearches(page))
    console.log(`  script heap ${(await heapMegabytes(session)).toFixed(0)} MB after all of it`)
    const rendered = await page.getByRole('listitem').count()
    console.log(`  lines rendered ${rendered}`)
  } finally {
    await browser.close()
  }
}

async function createLargePipeline(server: BenchServer, streams: number): Promise<string> {
  const file = join(server.dataDir, 'catalog.json')
  await writeFile(file, JSON.stringify(largeCatalog(streams)))
  await server.api('POST', '/plugins', {
    name: 'tap-large',
    type: 'extractor',
    command: ['sh', '-c', `case "$*" in *--discover*) cat ${file} ;; esac`, 'tap-large'],
    capabilities: ['catalog', 'discover'],
  })
  const { id } = await server.api<{ id: string }>('POST', '/pipelines', {
    name: 'Large',
    extractor: 'tap-large',
    loader: 'target-jsonl',
  })
  await measureAnswers(server, 'the discovery', () => server.api('POST', `/pipelines/${id}/discover`))
  const { used } = await server.api<{ used: { id: string } }>('GET', `/pipelines/${id}/catalog`)
  await measureAnswers(server, 'the catalogue for the page', () =>
    server.api('GET', `/pipelines/${id}/catalog/versions/${used.id}`),
  )
  await measureAnswers(server, 'an execution', async () => {
    const execution = await server.api<{ id: string }>('POST', `/pipelines/${id}/execute`, {})
    for (;;) {
      const { status } = await server.api<{ status: string }>('GET', `/executions/${execution.id}`)
      if (!['pending', 'running'].includes(status)) return
      await setTimeout(PING_MS)
    }
  })
  await compareVersions(server, id, file, streams)
  return `/pipelines/${id}/streams`
}

/** A second version with one more stream, its changes, and the first one uploaded. */
async function compareVersions(
  server: BenchServer,
  id: string,
  file: string,
  streams: number,
): Promise<void> {
  const first = await readFile(file, 'utf8')
  await writeFile(file, JSON.stringify(largeCatalog(streams + 1)))
  await measureAnswers(server, 'a second version', () => server.api('POST', `/pipelines/${id}/discover`))
  const { revision } = await measureAnswers(server, 'what it changes', () =>
    server.api<{ revision: number }>('GET', `/pipelines/${id}/catalog`),
  )
  await measureAnswers(server, 'an upload', () =>
    server.api('POST', `/pipelines/${id}/catalog`, { revision, catalog: first }),
  )
}

/** Runs the work and meanwhile polls whether the server answers. */
async function measureAnswers<T>(server: BenchServer, name: string, work: () => Promise<T>): Promise<T> {
  const began = performance.now()
  let isDone = false
  const done = work().finally(() => {
    isDone = true
  })
  const waits: number[] = []
  while (!isDone) {
    const sentAt = performance.now()
    await (await fetch(`${server.url}/healthz`)).text()
    waits.push(performance.now() - sentAt)
    await setTimeout(PING_MS)
  }
  const result = await done
  const elapsed = performance.now() - began
  console.log(
    `  ${name.padEnd(28)} ${elapsed.toFixed(0)} ms; /healthz meanwhile median ${quantile(waits, 0.5).toFixed(0)} ms, worst ${Math.max(...waits).toFixed(0)} ms`,
  )
  return result
}

/** All names differ, so that nothing is shared by chance. */
function largeCatalog(streams: number): object {
  const fields = (stream: number) => Array.from({ length: FIELDS }, (_, index) => `column_${stream}_${index}`)
  return {
    streams: Array.from({ length: streams }, (_, stream) => ({
      tap_stream_id: `schema_${stream % 20}-table_${stream}`,
      schema: {
        type: 'object',
        properties: Object.fromEntries(fields(stream).map((name) => [name, { type: ['null', 'string'] }])),
      },
      metadata: [
        { breadcrumb: [], metadata: { inclusion: 'available', 'table-key-properties': [fields(stream)[0]] } },
        ...fields(stream).map((name, index) => ({
          breadcrumb: ['properties', name],
          metadata: { inclusion: index === 0 ? 'automatic' : 'available', 'sql-datatype': 'varchar(255)' },
        })),
      ],
    })),
  }
}

/** From a key to the next frame that shows its effect. */
async function measureTyping(page: Page): Promise<number[]> {
  const box = page.getByRole('textbox', { name: 'Patterns, one per line' })
  await box.press('End')
  await box.press('Enter')
  const times: number[] = []
  for (const key of TYPED) times.push(await timeUntilPainted(page, () => page.keyboard.press(key)))
  return times
}

async function measureTicks(page: Page): Promise<number[]> {
  const times: number[] = []
  for (let click = 0; click < CLICKS; click += 1) {
    const box = page.getByRole('checkbox', { name: /^Select schema_/ }).nth(click)
    times.push(await timeUntilPainted(page, () => box.click()))
  }
  return times
}

async function measureSearches(page: Page): Promise<number[]> {
  const times: number[] = []
  for (const text of ['column_77_5', 'table_19', '']) {
    const box = page.getByRole('searchbox', { name: 'Stream or field' })
    await box.fill(text)
    times.push(await timeUntilPainted(page, () => box.press('Enter')))
  }
  return times
}

/** Runs in the page: the time from the event to the frame that shows its effect. */
const MEASURE = `globalThis.measured = new Promise((resolve) => {
  const note = () => {
    const at = performance.now()
    // A frame is drawn when the one after it begins.
    requestAnimationFrame(() => requestAnimationFrame(() => resolve(performance.now() - at)))
  }
  addEventListener('keydown', note, { capture: true, once: true })
  addEventListener('click', note, { capture: true, once: true })
}); undefined`

/** In ms, without the time a key or click takes to reach the page. */
async function timeUntilPainted(page: Page, act: () => Promise<void>): Promise<number> {
  await page.evaluate(MEASURE)
  await act()
  return page.evaluate<number>('globalThis.measured')
}

async function heapMegabytes(session: CDPSession): Promise<number> {
  await session.send('HeapProfiler.collectGarbage')
  const { usedSize } = await session.send('Runtime.getHeapUsage')
  return usedSize / 1e6
}

function show(name: string, times: readonly number[]): void {
  console.log(
    `  ${name.padEnd(28)} median ${quantile(times, 0.5).toFixed(0)} ms, worst ${Math.max(...times).toFixed(0)} ms`,
  )
}

await main()
