import type { Page } from 'playwright/test'

import { expect, test } from './support/server.ts'

test.use({ content: 'demonstration', viewport: { width: 390, height: 844 } })

/** What moves less than this is not noticed: a tenth of what counts as steady on the web. */
const STEADY = 0.01

/** Pages with something above or below a list that is still loading. */
const PAGES = ['/settings/users', '/settings/workers', '/lineage', '/pipelines?view=fleet', '/failures']

test('what is loading takes the room that it will need on a phone', async ({ page, shared }) => {
  await page.addInitScript(() => {
    const shifts: number[] = []
    Object.assign(globalThis, { shifts })
    new PerformanceObserver((list) => {
      for (const entry of list.getEntries())
        shifts.push((entry as PerformanceEntry & { value: number }).value)
    }).observe({ type: 'layout-shift', buffered: true })
  })
  // A page keeps the room for notes that were there the last time.
  await page.goto(`${shared.url}/settings/profile`)
  await expect(page.getByRole('link', { name: 'Sample history' })).toBeVisible()
  for (const path of PAGES) {
    const release = await holdAnswers(page)
    await page.goto(shared.url + path)
    await expect(page.locator('#main .skeleton').first()).toBeVisible()
    release()
    await expect(page.locator('#main .skeleton, #main [aria-busy=true]')).toHaveCount(0)
    expect.soft(await shiftOf(page), path).toBeLessThan(STEADY)
  }
})

/** Holds the answers to all requests of a page but those of its frame, until the returned function is called. */
async function holdAnswers(page: Page): Promise<() => void> {
  const { promise: letThrough, resolve } = Promise.withResolvers<void>()
  await page.route(/\/api\/(?!auth|samples|holds|storage\/warning|statistics\/sample)/, async (route) => {
    await letThrough
    await route.fallback()
  })
  return resolve
}

/** Returns how much of the page has moved by how far, once it was painted. */
const shiftOf = (page: Page): Promise<number> =>
  page.evaluate(async () => {
    await new Promise((resolve) => requestAnimationFrame(() => requestAnimationFrame(resolve)))
    const { shifts } = globalThis as unknown as { shifts: number[] }
    return shifts.reduce((sum, shift) => sum + shift, 0)
  })
