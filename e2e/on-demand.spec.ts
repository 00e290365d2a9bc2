import type { Page } from 'playwright/test'

import { expectGoodLooks } from './support/axe.ts'
import { api, expect, test } from './support/server.ts'

test.use({ content: 'demonstration' })

/** Returns the address of the state tab of some pipeline. */
async function stateTab(page: Page, url: string): Promise<string> {
  const { items } = await api<{ items: { id: string }[] }>(page, url, 'GET', '/pipelines?limit=1')
  return `${url}/pipelines/${items[0]?.id}?tab=state`
}

test('a tab whose code is loading has a placeholder', async ({ page, shared }) => {
  const { promise: letThrough, resolve: release } = Promise.withResolvers<void>()
  await page.route('**/assets/state-tab-*.js', async (route) => {
    await letThrough
    await route.continue()
  })
  await page.goto(await stateTab(page, shared.url))
  const panel = page.getByRole('tabpanel', { name: 'State' })
  await expect(panel.locator('.skeleton')).toBeVisible()
  await expect(panel.getByRole('status')).toHaveText('Loading')
  release()
  await expect(panel.getByRole('region', { name: 'Bookmarks', exact: true })).toBeVisible()
  await expect(panel.locator('.skeleton')).toHaveCount(0)
})

test('a tab whose code cannot be loaded says so, and loads it on request', async ({ page, shared }) => {
  const { promise: letThrough, resolve: release } = Promise.withResolvers<void>()
  let isDown = true
  await page.route('**/assets/state-tab-*.js*', async (route) => {
    if (isDown) return route.abort()
    await letThrough
    await route.continue()
  })
  await page.goto(await stateTab(page, shared.url))
  const panel = page.getByRole('tabpanel', { name: 'State' })
  await expect(panel.getByRole('alert')).toContainText('Could not load this')
  await expect(panel.getByRole('alert')).toContainText('The server did not respond.')
  await expectGoodLooks(page, [390, 1440])
  // It is loaded again on its own as well: no answer comes before the button is pressed.
  isDown = false
  await panel.getByRole('button', { name: 'Try again' }).click()
  await expect(panel.locator('.skeleton')).toBeVisible()
  release()
  await expect(panel.getByRole('region', { name: 'Bookmarks', exact: true })).toBeVisible()
})

test('a chart whose code cannot be loaded leaves the rest of the page, and comes on its own', async ({
  page,
  shared,
}) => {
  await page.clock.install()
  await page.route('**/assets/series-charts-*.js*', (route) => route.abort())
  await page.goto(`${shared.url}/?window=30d`)
  const outcomes = page.getByRole('region', { name: /^Outcomes/ })
  await expect(outcomes.getByRole('alert')).toContainText('The server did not respond.')
  await outcomes.getByRole('button', { name: 'Table' }).click()
  await expect(outcomes.getByRole('table')).toBeVisible()
  await outcomes.getByRole('button', { name: 'Chart' }).click()
  await expectGoodLooks(page, [390, 1440])
  await page.unroute('**/assets/series-charts-*.js*')
  await page.clock.runFor(10_000)
  await expect(outcomes.locator('svg.recharts-surface')).toBeVisible()
})
