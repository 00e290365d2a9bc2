import type { Browser } from 'playwright'

import { findBrowser, NO_BROWSER } from '../../../../e2e/support/browser.ts'
import type { BenchServer } from '../../support/bench-server.ts'
import { cookiesOf, launchChromium } from '../../support/first-row.ts'
import { median } from '../../support/pairs.ts'
import type { Timing } from '../../support/timings.ts'

const OPENINGS = 5

/**
 * Measures the time from the navigation until the page's main content is visible, in ms: in Chromium, each time with
 * an empty cache. Returns null without a browser.
 */
export async function pageTimes(
  server: BenchServer,
  pages: Record<string, string>,
): Promise<Timing[] | null> {
  const found = findBrowser()
  if (found === undefined) {
    console.log(NO_BROWSER)
    return null
  }
  const browser = await launchChromium(found)
  try {
    const timings: Timing[] = []
    for (const [path, selector] of Object.entries(pages)) {
      const times: number[] = []
      // The first one also warms up the server and the browser process.
      for (let opening = 0; opening <= OPENINGS; opening += 1) {
        const time = await timeOpening(browser, server, path, selector)
        if (opening > 0) times.push(time)
      }
      timings.push({ name: path, median: median(times), worst: Math.max(...times) })
    }
    return timings
  } finally {
    await browser.close()
  }
}

async function timeOpening(
  browser: Browser,
  server: BenchServer,
  path: string,
  selector: string,
): Promise<number> {
  const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
  try {
    await context.addCookies(cookiesOf(server))
    const page = await context.newPage()
    const began = performance.now()
    await page.goto(server.url + path, { waitUntil: 'commit' })
    await page.locator(selector).first().waitFor({ state: 'visible' })
    return performance.now() - began
  } finally {
    await context.close()
  }
}
