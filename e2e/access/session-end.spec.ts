import type { Page } from 'playwright/test'

import { ADMINISTRATOR, api, expect, nightly, test } from '../support/server.ts'

/** Ends the session without the page's knowledge, as its expiry or another tab would. */
async function endSession(page: Page, url: string): Promise<void> {
  const answer = await page.request.post(`${url}/api/auth/sign-out`, { headers: { origin: url } })
  expect(answer.ok()).toBe(true)
}

async function signInAgain(page: Page): Promise<void> {
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await dialog.getByLabel(/^Password for/).fill(ADMINISTRATOR.password)
  await dialog.getByRole('button', { name: 'Sign in again' }).click()
  await expect(dialog).toBeHidden({ timeout: 30_000 })
}

test('a session that ends during an edit keeps the input, which is saved after signing in again', async ({
  page,
  server,
}) => {
  test.setTimeout(180_000)
  const { items } = await api<{ items: { id: string }[] }>(page, server.url, 'POST', '/samples', {})
  await page.goto(`${server.url}/pipelines/${items[0]?.id}/edit`)
  const name = page.getByRole('textbox', { name: 'Name', exact: true })
  await name.fill('Orders of the night')
  await page.getByLabel('Description').fill('Typed before the session ended')
  await endSession(page, server.url)
  // The server tells the page before anything is saved.
  const dialog = page.getByRole('dialog', { name: 'Your session has ended' })
  await expect(dialog).toBeVisible({ timeout: 20_000 })
  await page.keyboard.press('Escape')
  await page.keyboard.press('Escape')
  await expect(dialog).toBeVisible()
  await signInAgain(page)
  await expect(page).toHaveURL(/\/edit$/)
  await expect(name).toHaveValue('Orders of the night')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('heading', { level: 1 })).toContainText('Orders of the night')
  await expect(page.locator('#main')).toContainText('Typed before the session ended')
})

nightly('an open dialog also stays, and is saved', async ({ page, server }) => {
  await page.goto(`${server.url}/alerts?tab=rules`)
  await page.getByRole('button', { name: /rule/i }).first().click()
  const rule = page.getByRole('dialog').filter({ has: page.getByLabel('Name') })
  await rule.getByLabel('Name').fill('Failures at night')
  await endSession(page, server.url)
  await expect(page.getByRole('dialog', { name: 'Your session has ended' })).toBeVisible({ timeout: 20_000 })
  await signInAgain(page)
  await expect(rule.getByLabel('Name')).toHaveValue('Failures at night')
  await rule
    .getByRole('button', { name: /save|create|add/i })
    .last()
    .click()
  await expect(rule).toBeHidden()
  const { items } = await api<{ items: { name: string }[] }>(page, server.url, 'GET', '/alerts/rules')
  expect(items.map(({ name }) => name)).toContain('Failures at night')
})

nightly('a plugin being added stays, and is added', async ({ page, server }) => {
  await page.goto(`${server.url}/plugins/new`)
  const name = page.getByRole('textbox', { name: /^Name/ })
  await name.fill('tap-night')
  await page.getByRole('textbox', { name: /^pip URL/ }).fill('tap-night')
  // Makes no network request: its Python does not exist.
  await page.getByRole('textbox', { name: /^Python/ }).fill('python9.9')
  await endSession(page, server.url)
  await expect(page.getByRole('dialog', { name: 'Your session has ended' })).toBeVisible({ timeout: 20_000 })
  await signInAgain(page)
  await expect(name).toHaveValue('tap-night')
  await page.getByRole('button', { name: 'Add and install' }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'tap-night' })).toBeVisible({ timeout: 30_000 })
})

test('another user who signs in in the same browser must confirm before the edit is saved', async ({
  page,
  server,
}) => {
  const grace = {
    name: 'Grace Hopper',
    email: 'grace@example.com',
    password: 'compiler compiler',
    role: 'editor',
  }
  await api(page, server.url, 'POST', '/users', grace)
  await page.goto(`${server.url}/alerts?tab=rules`)
  await page.getByRole('button', { name: /rule/i }).first().click()
  const rule = page.getByRole('dialog').filter({ has: page.getByLabel('Name') })
  await rule.getByLabel('Name').fill('Typed by Ada')
  await endSession(page, server.url)
  const { email, password } = grace
  await page.request.post(`${server.url}/api/auth/sign-in/email`, {
    headers: { origin: server.url },
    data: { email, password },
  })
  // The page's requests are refused: it is not Grace's.
  const refused = await page.evaluate(async () => {
    const { status } = await fetch('/api/me/sessions', { headers: { 'x-flx-person': 'somebody-else' } })
    return status
  })
  expect(refused).toBe(401)
  const dialog = page.getByRole('dialog', { name: /session has ended|Another user/ })
  await expect(dialog).toBeVisible({ timeout: 20_000 })
  await page.evaluate(() => dispatchEvent(new Event('focus')))
  await expect(dialog).toContainText('Grace Hopper (grace@example.com) is now signed in')
  const rules = () => api<{ items: { name: string }[] }>(page, server.url, 'GET', '/alerts/rules')
  expect((await rules()).items.map(({ name }) => name)).not.toContain('Typed by Ada')
  await dialog.getByRole('button', { name: 'Continue as Grace Hopper' }).click()
  await expect(dialog).toBeHidden()
  await expect(rule.getByLabel('Name')).toHaveValue('Typed by Ada')
})
