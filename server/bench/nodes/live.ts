import type { Page } from 'playwright'

import { findBrowser, NO_BROWSER } from '../../../e2e/support/browser.ts'
import type { BenchServer } from '../support/bench-server.ts'
import { measureFanOut } from '../support/fan-out.ts'
import { cookiesOf, launchChromium } from '../support/first-row.ts'
import { benchOptions } from '../support/options.ts'
import { postgresNodes } from './support/postgres-nodes.ts'
import { makeSlowSteps } from '../support/slow-steps.ts'
import { quantile } from '../support/timings.ts'

const SCALES = { full: { sockets: 1000, executions: 60 }, small: { sockets: 100, executions: 20 } } as const
const WEB_NODES = 3
const EVERY_MS = 500
const LIMIT_MS = 1000

/** Pages that follow all executions on three web nodes, none of which runs anything: from the event to the DOM. */
async function main(): Promise<void> {
  const { scale, only } = benchOptions()
  if (only !== '' && only !== 'live') return
  const found = findBrowser()
  if (found === undefined) return console.log(NO_BROWSER)
  const { sockets, executions } = SCALES[scale]
  await using nodes = await postgresNodes()
  const first = await nodes.start('web')
  const web: [BenchServer, ...BenchServer[]] = [first]
  while (web.length < WEB_NODES) web.push(await nodes.start('web'))
  await nodes.start('scheduler,worker', { FLX_CONCURRENCY: '16' })
  const pipelineIds = await makeSlowSteps(first, executions)

  await using browser = await launchChromium(found)
  // Not the node that receives the execute request.
  const watched = web.at(-1) ?? first
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  await context.addCookies(cookiesOf(watched))
  const page = await context.newPage()
  await page.goto(`${watched.url}/pipelines?view=table`)
  await page.locator('[data-item]').first().waitFor()
  await page.evaluate(WATCH)
  const result = await measureFanOut(web, sockets, { pipelineIds, everyMs: EVERY_MS })
  const domDelays = await delaysToDom(page, first)

  const ms = (value: number) => `${value.toFixed(0)} ms`
  const spread = (values: readonly number[]) =>
    `median ${ms(quantile(values, 0.5))}, p95 ${ms(quantile(values, 0.95))}, worst ${ms(quantile(values, 1))}`
  const missNote = (values: readonly number[]) =>
    values.length > 0 && quantile(values, 0.95) <= LIMIT_MS ? '' : '  ← misses its limit'
  console.log(
    `${sockets.toLocaleString('en')} open pages on ${WEB_NODES} web nodes, an execution every ${EVERY_MS} ms, ${executions} in all`,
  )
  console.log(`  event to DOM, ${domDelays.length} changes: ${spread(domDelays)}${missNote(domDelays)}`)
  console.log(
    `  event to socket, ${result.status.length.toLocaleString('en')} arrivals: ${spread(result.status)}${missNote(result.status)}`,
  )
  console.log(
    `  all reconnected in ${ms(result.reconnectMs)}; events missed ${result.missed}, doubled ${result.doubled}`,
  )
  const memory = web.map((server) => (server.memory().now / 1024 / 1024).toFixed(0))
  console.log(`  memory of the web nodes: ${memory.join(', ')} MB`)
}

/** Notes in the page when each pipeline is first seen in each status. */
const WATCH = `(() => {
  window.seen = {}
  const look = () => {
    for (const row of document.querySelectorAll('[data-item]')) {
      const pipeline = row.querySelector('[data-item-link]').pathname.split('/').at(-1)
      const status = row.querySelector('[data-status]')?.getAttribute('data-status')
      window.seen[pipeline + ' ' + status] ??= Date.now()
    }
  }
  new MutationObserver(look).observe(document.body, { childList: true, subtree: true, attributes: true, attributeFilter: ['data-status'] })
  look()
})()`

/** Milliseconds from the start and end of executions, as the worker wrote them, until the page showed them. */
async function delaysToDom(page: Page, server: BenchServer): Promise<number[]> {
  const firstSeen = await page.evaluate<Record<string, number>>('window.seen')
  const { items } = await server.api<{
    items: { pipelineId: string; status: string; startedAt: string; finishedAt: string }[]
  }>('GET', '/executions?limit=200')
  return items
    .flatMap(({ pipelineId, status, startedAt, finishedAt }) => [
      (firstSeen[`${pipelineId} running`] ?? NaN) - Date.parse(startedAt),
      (firstSeen[`${pipelineId} ${status}`] ?? NaN) - Date.parse(finishedAt),
    ])
    .filter((value) => !Number.isNaN(value))
}

await main()
