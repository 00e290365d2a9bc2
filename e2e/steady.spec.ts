import type { Page } from 'playwright/test'

import { api, expect, test } from './support/server.ts'

test.use({ content: 'demonstration' })

/** What moves less than this is not noticed: a tenth of what counts as steady on the web. */
const STEADY = 0.01

/** Pages with something above or below a list that is still loading, by the width on which it is the harder to keep. */
const PAGES = {
  390: ['/settings/users', '/settings/workers', '/lineage', '/pipelines?view=fleet', '/failures'],
  1024: ['/dashboards', '/failures'],
}

test('what is loading takes the room that it will need', async ({ page, shared }) => {
  const { id } = await api<{ id: string }>(page, shared.url, 'POST', '/dashboards', {
    ...{ name: 'Deleted', widgets: [{ id: 'a', kind: 'text', width: 6, height: 2 }] },
  })
  await page.request.delete(`${shared.url}/api/dashboards/${id}`, { headers: { origin: shared.url } })
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
  for (const [width, paths] of Object.entries(PAGES)) {
    await page.setViewportSize({ width: Number(width), height: 844 })
    for (const path of paths) {
      const release = await holdAnswers(page)
      await page.goto(shared.url + path)
      await expect(page.locator('#main .skeleton').first()).toBeVisible()
      release()
      await expect(page.locator('#main .skeleton, #main [aria-busy=true]')).toHaveCount(0)
      expect.soft(await shiftOf(page), `${path} at ${width} px`).toBeLessThan(STEADY)
    }
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
