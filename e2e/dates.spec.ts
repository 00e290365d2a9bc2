import type { Locator, Page } from 'playwright/test'

import { expect, test } from './support/server.ts'

/** As users type: the year passes through the first century. */
async function typeDate(page: Page, field: Locator, keys: string): Promise<void> {
  // Focused again, it starts at its first part.
  await field.blur()
  await field.focus()
  await page.keyboard.type(keys, { delay: 60 })
}

test('a date is typed into a filter digit by digit, changed and undone', async ({ page, shared }) => {
  await page.goto(`${shared.url}/executions`)
  await page.getByRole('button', { name: 'Filter by date' }).click()
  const from = page.getByLabel('From', { exact: true })
  await typeDate(page, from, '11202026')
  await expect(page).toHaveURL(/from=2026-11-20/)
  await expect(from).toBeFocused()
  await typeDate(page, from, '01312025')
  await expect(page).toHaveURL(/from=2025-01-31/)
  await from.fill('')
  await expect(page).not.toHaveURL(/from=/)
})

test('a dashboard window can be typed, and impossible years break no page', async ({ page, shared }) => {
  await page.goto(`${shared.url}/?window=custom`)
  const first = page.getByLabel('First day')
  await typeDate(page, first, '11012026')
  await expect(page).toHaveURL(/fromDay=2026-11-01/)
  await typeDate(page, page.getByLabel('Last day'), '11202026')
  await expect(page).toHaveURL(/toDay=2026-11-20/)
  await expect(first).toHaveValue('2026-11-01')
  for (const [path, heading] of [
    ['/executions?from=0002-01-01', 'Executions'],
    ['/pipelines?createdFrom=0020-01-01', 'Pipelines'],
    ['/settings/audit?from=0002-11-20&to=9999-12-31', 'Settings'],
    ['/?window=custom&fromDay=0202-01-01', 'Dashboard'],
  ] as const) {
    await page.goto(shared.url + path)
    await expect(page.getByRole('heading', { name: heading, exact: true, level: 1 })).toBeVisible()
  }
})
