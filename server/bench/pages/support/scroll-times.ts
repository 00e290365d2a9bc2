import { findBrowser } from '../../../../e2e/support/browser.ts'
import type { BenchServer } from '../../support/bench-server.ts'
import { cookiesOf, launchChromium } from '../../support/first-row.ts'
import { quantile, type Timing } from '../../support/timings.ts'

/** Lines scrolled in total, and per step: a fast wheel. */
const LINES = 1000
const STEP = 240
/** Frames at the end of the page after which no more lines are expected. */
const MAX_IDLE_FRAMES = 200

/** Measures the times between frames while a long page scrolls, from the top over a thousand lines. */
export async function scrollTimes(
  server: BenchServer,
  { path, row }: { path: string; row: string },
): Promise<{ timings: Timing[]; passed: number; rendered: number }> {
  const found = findBrowser()
  if (found === undefined) throw new Error('A browser is needed')
  const browser = await launchChromium(found)
  try {
    const context = await browser.newContext({ viewport: { width: 1440, height: 900 } })
    await context.addCookies(cookiesOf(server))
    const page = await context.newPage()
    await page.goto(server.url + path)
    await page.locator(row).first().waitFor({ state: 'visible' })
    const { frames, passed, rendered } = await page.evaluate<Scrolled>(scrollOver(row))
    const timing = (name: string, values: number[]): Timing => ({
      name,
      median: quantile(values, 0.5),
      worst: quantile(values, 0.99),
    })
    return { timings: [timing('a frame (worst: 99th percentile)', frames)], passed, rendered }
  } finally {
    await browser.close()
  }
}

interface Scrolled {
  /** From each frame to the next, in ms. */
  frames: number[]
  passed: number
  rendered: number
}

/** Runs in the page. If there are fewer lines, it ends at the last one. */
const scrollOver = (row: string): string => `(async () => {
  const frames = []
  let [passed, rendered] = [0, 0]
  const nextFrame = () => new Promise((resolve) => requestAnimationFrame(resolve))
  const root = document.documentElement
  let last = await nextFrame()
  let waited = 0
  while (passed < ${LINES} && waited < ${MAX_IDLE_FRAMES}) {
    waited = scrollY + innerHeight < root.scrollHeight - 1 ? 0 : waited + 1
    scrollBy(0, ${STEP})
    const now = await nextFrame()
    frames.push(now - last)
    last = now
    const shown = document.querySelectorAll(${JSON.stringify(row)})
    rendered = Math.max(rendered, shown.length)
    passed = Math.max(passed, Number(shown[shown.length - 1]?.getAttribute('data-index') ?? 0))
  }
  return { frames, passed, rendered }
})()`
