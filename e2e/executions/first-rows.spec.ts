import type { Page } from 'playwright/test'

import { expect, test } from '../support/server.ts'

test.use({ content: 'names' })

const MAIN = /\/assets\/index-[\w-]+\.js$/

/** Opens the page until the server draws it for this browser: the first documents only start the drawing thread. */
async function untilDrawn(page: Page, address: string): Promise<void> {
  await page.goto(address)
  await expect(page.locator('[data-live="connected"]')).toBeVisible()
  await expect
    .poll(async () => (await page.request.get(address)).text(), { timeout: 60_000 })
    .toContain('data-execution=')
}

test('rows appear before the code of the page, which takes them over', async ({
  page,
  shared,
  named: { execution },
}) => {
  const address = `${shared.url}/executions`
  await untilDrawn(page, address)

  const asked: string[] = []
  page.on('request', (request) => asked.push(new URL(request.url()).pathname))
  const code = Promise.withResolvers<void>()
  await page.route(MAIN, async (route) => {
    await code.promise
    // A document that was left in the meantime has nothing to continue.
    await route.continue().catch(() => undefined)
  })
  const row = page.locator(`[data-execution="${execution}"]`)
  // A busy server sends the plain document when drawing takes longer than a moment.
  await expect(async () => {
    asked.length = 0
    await page.goto(address, { waitUntil: 'commit' })
    await expect(row).toBeVisible({ timeout: 2000 })
  }).toPass({ timeout: 60_000 })
  await expect(row).toContainText('Success')
  await expect(page.getByText('Connecting')).toBeVisible()
  const before = await row.boundingBox()

  code.resolve()
  await expect(page.locator('[data-live="connected"]')).toBeVisible()
  await expect(page.locator('#root > [inert]')).toHaveCount(0)
  await expect(row).toHaveCount(1)
  // What was drawn stays in place.
  expect(await row.boundingBox()).toEqual(before)
  expect(asked.filter((path) => path === '/api/executions' || path === '/api/auth/get-session')).toEqual([])
  await row.getByRole('link').first().click()
  await expect(page).toHaveURL(new RegExp(`/executions/${execution}`))
})

test('a page whose code is lost on the way is loaded again', async ({ page, shared }) => {
  const address = `${shared.url}/executions`
  await untilDrawn(page, address)
  await page.route(MAIN, (route) => route.abort(), { times: 1 })
  await page.goto(address)
  await expect(page.locator('[data-live="connected"]')).toBeVisible({ timeout: 20_000 })
})
