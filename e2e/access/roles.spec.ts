import type { Page } from 'playwright/test'

import { expect, test } from '../support/server.ts'

const PASSWORD = 'notes on the engine'

async function signIn(page: Page, url: string, email: string, password: string): Promise<void> {
  await page.goto(`${url}/sign-in`)
  await page.getByLabel('E-mail').fill(email)
  await page.getByLabel('Password', { exact: true }).fill(password)
  await page.getByRole('button', { name: 'Sign in' }).click()
  await page.waitForURL((address) => !address.pathname.startsWith('/sign-in'))
}

test('giving or getting the editor role warns that editors run code; a new password ends tokens', async ({
  page,
  server,
  browser,
}) => {
  await page.goto(`${server.url}/settings/users`)
  await expect(page.getByRole('region', { name: 'Roles' })).toContainText('Editors can run code on this host')
  await page.getByRole('button', { name: 'Add user' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByText('Editors can run code on this host')).toBeHidden()
  await dialog.getByLabel('Name').fill('Grace Hopper')
  await dialog.getByLabel('E-mail').fill('grace@example.com')
  await dialog.getByLabel('Role').selectOption('editor')
  await expect(dialog.getByText('Editors can run code on this host')).toBeVisible()
  await dialog.getByRole('button', { name: 'Save' }).click()
  const link = (await dialog.getByRole('region', { name: 'Password link' }).innerText()).trim()

  const context = await browser.newContext()
  const theirs = await context.newPage()
  await theirs.goto(link)
  await expect(theirs.getByText('Editors can run code on this host')).toBeVisible()
  await expect(theirs.getByRole('checkbox', { name: /Revoke my API tokens/ })).toBeHidden()
  await theirs.getByLabel('New password').fill(PASSWORD)
  await theirs.getByRole('button', { name: 'Set password and sign in' }).click()
  await theirs.waitForURL(`${server.url}/`)

  const headers = { origin: server.url }
  const response = await theirs.request.post(`${server.url}/api/tokens`, {
    headers,
    data: { name: 'nightly export', role: 'viewer' },
  })
  const { value } = await response.json()
  const status = async () => {
    const authorization = `Bearer ${value}`
    return (await fetch(`${server.url}/api/pipelines`, { headers: { authorization } })).status
  }
  expect(await status()).toBe(200)

  await theirs.goto(`${server.url}/settings/profile`)
  const box = theirs.getByRole('checkbox', { name: 'Revoke my API tokens' })
  await expect(box).toBeChecked()
  await box.press('Space')
  await expect(box).not.toBeChecked()
  await theirs.getByLabel('Current password').fill(PASSWORD)
  await theirs.getByLabel('New password').fill('a second password')
  await theirs.getByRole('button', { name: 'Change password' }).click()
  await expect(theirs.getByText('Your API tokens stay valid.')).toBeVisible()
  expect(await status()).toBe(200)

  await box.press('Space')
  await theirs.getByLabel('Current password').fill('a second password')
  await theirs.getByLabel('New password').fill(PASSWORD)
  await theirs.getByRole('button', { name: 'Change password' }).click()
  await expect(theirs.getByText('1 API token revoked.')).toBeVisible()
  expect(await status()).toBe(401)
  await context.close()
})

test('an operator chooses streams and a limit, but no settings', async ({ page, server, browser }) => {
  const headers = { origin: server.url }
  await page.goto(server.url)
  const samples = await page.request.post(`${server.url}/api/samples`, { headers })
  const [pipeline] = (await samples.json()).items
  await page.request.post(`${server.url}/api/users`, {
    headers,
    data: { name: 'Olga', email: 'olga@example.com', role: 'operator', password: PASSWORD },
  })
  const context = await browser.newContext()
  const theirs = await context.newPage()
  await signIn(theirs, server.url, 'olga@example.com', PASSWORD)
  await theirs.goto(`${server.url}/pipelines/${pipeline.id}`)
  await theirs.getByRole('button', { name: 'More actions' }).click()
  await theirs.getByRole('menuitem', { name: 'Execute with options…' }).click()
  const dialog = theirs.getByRole('dialog')
  await expect(dialog.getByText('Changing them needs the editor role.')).toBeVisible()
  await expect(dialog.getByText('Extractor:')).toBeHidden()
  await dialog.getByLabel('Record limit').fill('1')
  await dialog.getByRole('button', { name: 'Execute once' }).click()
  const history = theirs.getByRole('region', { name: 'Execution history' })
  await expect(history.locator('[data-status="success"]')).toBeVisible({ timeout: 45_000 })
  await expect(history.getByRole('row').nth(1).getByRole('cell').nth(3)).toHaveText('1')
  await context.close()
})
