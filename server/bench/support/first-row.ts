import { LOOK_COOKIE, lookText } from '@flx/shared/core/look'
import { chromium, type Browser, type BrowserContext } from 'playwright'

import type { BenchServer } from './bench-server.ts'

/** One opening of a page, in ms from the start of the navigation. */
export interface Opening {
  /** The document arrived. */
  html: number
  /** The first request of the list was sent, and its answer arrived. */
  listRequested: number
  listAnswered: number
  /** The first row was painted. */
  row: number
  /** Time the page's main thread had worked by then, in ms of CPU time. */
  worked: number
  /** The part of it spent in scripts. */
  scripts: number
  /** Bytes received over the network. */
  bytes: number
}

/** Each function opens the page once: with an empty cache, or with the cache of an earlier opening. */
export interface Opener extends AsyncDisposable {
  cold(): Promise<Opening>
  warm(): Promise<Opening>
}

/**
 * Opens a page of the server; `row` is a selector of its first piece of main content, `list` the path of its request.
 */
export async function openerOf(
  browser: Browser,
  server: BenchServer,
  { path, row, list }: { path: string; row: string; list: string },
): Promise<Opener> {
  const open = async (context: BrowserContext): Promise<Opening> => {
    const page = await context.newPage()
    try {
      await page.addInitScript({ content: watchFor(row) })
      const devtools = await context.newCDPSession(page)
      // CPU time: other programs on the machine do not count.
      await devtools.send('Performance.enable', { timeDomain: 'threadTicks' })
      await page.goto(server.url + path, { waitUntil: 'commit' })
      await page.waitForFunction(() => 'rowPaintedAt' in globalThis)
      const { metrics } = await devtools.send('Performance.getMetrics')
      const spent = (name: string) => (metrics.find((metric) => metric.name === name)?.value ?? NaN) * 1000
      const times = await page.evaluate(
        (path) => (globalThis as unknown as Watched).timesUntilRow(path),
        list,
      )
      return { ...times, worked: spent('TaskDuration'), scripts: spent('ScriptDuration') }
    } finally {
      await page.close()
    }
  }
  const openContext = async (): Promise<BrowserContext> => {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    // The sign-in page stores the look in the browser.
    const look = lookText({ zone: 'UTC', phone: false })
    await context.addCookies([...cookiesOf(server), { name: LOOK_COOKIE, value: look, url: server.url }])
    return context
  }
  const warmContext = await openContext()
  await open(warmContext)
  return {
    warm: () => open(warmContext),
    async cold() {
      const context = await openContext()
      try {
        return await open(context)
      } finally {
        await context.close()
      }
    },
    [Symbol.asyncDispose]: () => warmContext.close(),
  }
}

export const launchChromium = (found: {
  executablePath: string
  args: string[]
  env: Record<string, string>
}): Promise<Browser> =>
  chromium.launch({ ...found, env: { ...(process.env as Record<string, string>), ...found.env } })

/** Returns the session of a server's administrator, for a browser context. */
export function cookiesOf({ headers, url }: BenchServer): { name: string; value: string; url: string }[] {
  return (headers['cookie'] ?? '').split('; ').map((cookie) => {
    const [name = '', value = ''] = cookie.split(/=(.*)/s)
    return { name, value, url }
  })
}

type Times = Omit<Opening, 'worked' | 'scripts'>

/** What the script below adds to the page. */
interface Watched {
  rowPaintedAt?: number
  timesUntilRow(list: string): Times
}

/** A script that runs in the page before its own scripts: notes when the frame that shows the row was painted. */
const watchFor = (row: string): string => `{
  const observer = new MutationObserver(() => {
    if (document.querySelector(${JSON.stringify(row)}) === null) return
    observer.disconnect()
    requestAnimationFrame(() => setTimeout(() => { globalThis.rowPaintedAt = performance.now() }))
  })
  observer.observe(document, { childList: true, subtree: true })
  globalThis.timesUntilRow = (list) => {
    const entries = performance.getEntriesByType('resource')
    const [navigation] = performance.getEntriesByType('navigation')
    const request = entries.find(({ name }) => new URL(name).pathname === list)
    return {
      html: navigation.responseEnd,
      listRequested: request?.startTime ?? NaN,
      listAnswered: request?.responseEnd ?? NaN,
      row: rowPaintedAt,
      bytes: entries.reduce((sum, { transferSize }) => sum + transferSize, navigation.transferSize),
    }
  }
}`
