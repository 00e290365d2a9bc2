import type { Page } from 'playwright/test'

import { expectGoodLooks } from '../support/axe.ts'
import { expect, test } from '../support/server.ts'

const NEXT_BUILD_SEEN = 15_000

/** Opens a page of an earlier build: its documents name it until `isUpdated` is called. */
async function openEarlierBuild(page: Page, address: string) {
  let documents = 0
  page.on('domcontentloaded', () => void (documents += 1))
  await page.addInitScript(() => {
    // Before the page's code runs.
    document.addEventListener('readystatechange', () => {
      if (sessionStorage.getItem('test.isUpdated') !== null) return
      document.querySelector('meta[name="flx-build"]')?.setAttribute('content', 'earlier')
    })
  })
  await page.clock.install()
  await page.goto(address)
  const main = page.locator('main')
  await expect(main).toBeVisible()
  await expect(main.locator('[aria-busy=true], .skeleton')).toHaveCount(0)
  return {
    documents: () => documents,
    isUpdated: () => page.evaluate(() => sessionStorage.setItem('test.isUpdated', 'true')),
  }
}

const card = (page: Page) => page.getByRole('region', { name: 'Messages' })

for (const path of ['/', '/wall']) {
  test(`an open page reloads by itself after an update of the server: ${path}`, async ({ page, shared }) => {
    const earlier = await openEarlierBuild(page, shared.url + path)
    await earlier.isUpdated()
    await page.clock.runFor(NEXT_BUILD_SEEN)
    await expect.poll(earlier.documents).toBe(2)
    await expect(page.locator('main')).toBeVisible()
    await page.clock.fastForward(10 * 60_000)
    await page.clock.runFor(NEXT_BUILD_SEEN)
    expect(earlier.documents()).toBe(2)
    await expect(card(page)).not.toContainText('FLX Pipelines was updated.')
  })
}

test('a page that could lose a draft offers to reload, and does so once it is left', async ({
  page,
  shared,
}) => {
  const earlier = await openEarlierBuild(page, `${shared.url}/pipelines/new`)
  await page.getByRole('textbox', { name: /^Name/ }).fill('Orders')
  await page.clock.runFor(NEXT_BUILD_SEEN)
  await page.clock.fastForward(10 * 60_000)
  await page.clock.runFor(NEXT_BUILD_SEEN)
  await expect(card(page)).toContainText('FLX Pipelines was updated.')
  await expectGoodLooks(page, [390, 1440])
  expect(earlier.documents()).toBe(1)
  await earlier.isUpdated()
  await page.getByRole('link', { name: 'Executions', exact: true }).first().click()
  await page.getByRole('button', { name: 'Discard changes' }).click()
  await expect.poll(earlier.documents).toBe(2)
  await expect(page.getByRole('heading', { name: 'Executions', level: 1 })).toBeVisible()
})

test('an open dialog keeps the page', async ({ page, shared }) => {
  const earlier = await openEarlierBuild(page, `${shared.url}/settings/tokens`)
  await page.getByRole('button', { name: 'Create token' }).first().click()
  await page.clock.runFor(60_000)
  expect(earlier.documents()).toBe(1)
  await page.keyboard.press('Escape')
  await page.clock.runFor(NEXT_BUILD_SEEN)
  await expect.poll(earlier.documents).toBe(2)
})

test('servers of two builds do not make a page reload in circles', async ({ page, shared }) => {
  // Every document is of the earlier build, and every answer of the other.
  const earlier = await openEarlierBuild(page, `${shared.url}/`)
  // Answers take their own time, so the clock moves on with them.
  const moveOn = () => page.clock.runFor(2500)
  await expect.poll(() => moveOn().then(earlier.documents)).toBe(2)
  const reload = card(page).getByRole('button', { name: 'Reload' })
  await expect.poll(() => moveOn().then(() => reload.isVisible())).toBe(true)
  await page.clock.runFor(3 * 60_000)
  await expect(reload).toBeVisible()
  expect(earlier.documents()).toBe(2)
})

test('a part that an update replaced, and an answer that the page cannot read, lead to a reload', async ({
  page,
  shared,
}) => {
  const earlier = await openEarlierBuild(page, `${shared.url}/`)
  await page.route('**/assets/plugins-page-*.js*', (route) => route.fulfill({ status: 404 }))
  await page.getByRole('link', { name: 'Plugins', exact: true }).first().click()
  await expect(page.getByRole('heading', { name: 'FLX Pipelines was updated' })).toBeVisible()
  await expectGoodLooks(page, [390, 1440])
  await page.unroute('**/assets/plugins-page-*.js*')
  await page.clock.runFor(4000)
  await expect.poll(earlier.documents).toBe(2)
  await expect(page.getByRole('heading', { name: 'Plugins', level: 1 })).toBeVisible()

  await page.route('**/api/pipelines?*', (route) => route.fulfill({ json: { entries: [] } }))
  await page.getByRole('link', { name: 'Pipelines', exact: true }).first().click()
  await expect(page.getByRole('heading', { name: 'FLX Pipelines was updated' })).toBeVisible()
  await page.unroute('**/api/pipelines?*')
  await page.clock.runFor(60_000)
  await expect(page.getByRole('heading', { name: 'Pipelines', level: 1 })).toBeVisible()
})
