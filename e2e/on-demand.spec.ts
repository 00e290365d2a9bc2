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

test('a dialog whose code or data cannot be loaded begins at Try again, and then where its content begins', async ({
  page,
  server,
}) => {
  const tab = await stateTab(page, server.url)
  await api(page, server.url, 'PUT', `/pipelines/${new URL(tab).pathname.split('/')[2]}/state`, {
    value: { bookmarks: { orders: '2026-11-30' } },
  })

  let isDown = true
  const fail = (pattern: string) =>
    page.route(pattern, (route) => (isDown ? route.abort() : route.continue()))
  await fail('**/assets/import-dialog-*.js*')
  await page.goto(`${server.url}/pipelines`)
  await page.getByRole('button', { name: 'Export, import and more' }).click()
  await page.getByRole('menuitem', { name: 'Import YAML…' }).click()
  const dialog = page.getByRole('dialog')
  const retry = dialog.getByRole('button', { name: 'Try again' })
  await expect(retry).toBeFocused()
  isDown = false
  await retry.press('Enter')
  await expect(dialog.locator('input[type=file]')).toBeFocused()
  await page.keyboard.press('Escape')

  isDown = true
  await fail('**/api/pipelines/*/state/changes*')
  await page.goto(tab)
  await page
    .getByRole('button', { name: /^View version/ })
    .first()
    .click()
  await expect(retry).toBeFocused()
  isDown = false
  await retry.press('Enter')
  await expect(dialog.getByRole('region', { name: /^Changes/ }).getByRole('alert')).toHaveCount(0)
})
