import { existsSync } from 'node:fs'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { ADMINISTRATOR, expect, test } from '../support/server.ts'

test('a new user creates the administrator, adds the samples and watches one succeed', async ({
  page,
  fresh,
}) => {
  await page.goto(fresh.url)
  await expect(page).toHaveURL(/\/setup$/)
  await page.getByLabel('Name').fill(ADMINISTRATOR.name)
  await page.getByLabel('E-mail').fill(ADMINISTRATOR.email)
  await page.getByLabel('Password', { exact: true }).fill(ADMINISTRATOR.password)
  await page.getByRole('button', { name: /create/i }).click()
  await page.waitForURL(`${fresh.url}/`)

  await expect(page.getByRole('heading', { name: 'Nothing to show yet' })).toBeVisible()
  await page.getByRole('button', { name: 'Add sample pipelines' }).click()
  await page.waitForURL('**/pipelines')
  const card = page.locator('[data-item]').filter({ hasText: 'orders to JSON Lines' })
  await card.getByRole('button', { name: /^Execute/ }).click()
  await page
    .getByRole('dialog')
    .getByRole('button', { name: /^Execute/ })
    .click()

  await expect(card.locator('[data-status="success"]')).toBeVisible({ timeout: 45_000 })
  await page.goto(`${fresh.url}/executions`)
  await page.getByRole('link', { name: /orders to JSON Lines/ }).click()
  await expect(page.getByTestId('records')).toHaveText('2,400')
  await expect(page.getByRole('region', { name: 'Log' })).toContainText('The execution succeeded')

  const file = join(fresh.dataDir, 'files/sample-jsonl/orders.jsonl')
  expect(existsSync(file)).toBe(true)
  expect((await readFile(file, 'utf8')).trim().split('\n')).toHaveLength(2400)
})
