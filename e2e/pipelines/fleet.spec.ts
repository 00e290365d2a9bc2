import type { Page } from 'playwright/test'

import { api, expect, test } from '../support/server.ts'

test.use({ content: 'demonstration' })

const STATES = ['Past its freshness target', 'Close to its freshness target', 'Fresh', 'No freshness target']

/** The rendered lines: position of the freshness in "worst first", and success rate. */
async function lines(page: Page): Promise<{ name: string; state: number; success: number }[]> {
  const rows = await page.locator('tr[data-item]').all()
  return Promise.all(
    rows.map(async (row) => {
      const [first = '', , , success = ''] = await row.getByRole('cell').allInnerTexts()
      const state = STATES.findIndex((words) => first.startsWith(`${words}:`))
      // Without an ended execution there is no rate; it sorts last.
      return { name: first.split('\n').at(-1) ?? '', state, success: Number.parseFloat(success) || 101 }
    }),
  )
}

const fleet = async (page: Page, url: string) => {
  await page.goto(`${url}/pipelines?view=fleet`)
  await expect(page.locator('tr[data-item]').first()).toBeVisible()
}

test('the fleet is sorted worst first, and by its columns', async ({ page, shared }) => {
  await fleet(page, shared.url)
  const worst = await lines(page)
  expect(worst.length).toBeGreaterThan(10)
  expect(worst[0]?.state).toBe(0)
  const sorted = worst.toSorted((a, b) => a.state - b.state || a.success - b.success)
  expect(worst.map(({ state, success }) => [state, success])).toEqual(
    sorted.map(({ state, success }) => [state, success]),
  )

  const success = page.getByRole('columnheader', { name: 'Success' })
  await success.getByRole('button').click()
  await expect(success).toHaveAttribute('aria-sort', 'ascending')
  await expect(page).toHaveURL(/sort=successRate/)
  const rates = async () => (await lines(page)).map((line) => line.success)
  const ascending = async () => (await rates()).every((rate, index, all) => rate >= (all[index - 1] ?? 0))
  await expect.poll(ascending).toBe(true)
  await success.getByRole('button').click()
  await expect(success).toHaveAttribute('aria-sort', 'descending')
  await expect.poll(async () => (await rates())[0]).toBe(100)

  await page.getByRole('columnheader', { name: 'Owner' }).getByRole('button').click()
  await expect(page).toHaveURL(/sort=owner/)
})

test('the summary of the fleet filters it', async ({ page, shared }) => {
  await fleet(page, shared.url)
  const { counts } = await api<{ counts: { past: number } }>(page, shared.url, 'GET', '/pipelines/freshness')
  expect(counts.past).toBeGreaterThan(0)
  const past = page
    .getByRole('group', { name: 'Freshness of all pipelines' })
    .getByRole('button', { name: /freshness target/ })
  await expect(past).toHaveText(new RegExp(`^${counts.past} past`))
  await past.click()
  await expect(past).toHaveAttribute('aria-pressed', 'true')
  await expect(page.locator('tr[data-item]')).toHaveCount(counts.past)
  expect((await lines(page)).every(({ state }) => state === 0)).toBe(true)
  await past.click()
  await expect(page).not.toHaveURL(/freshness=/)
})

test('the fleet and its executions can be browsed with the keyboard alone', async ({ page, shared }) => {
  await fleet(page, shared.url)
  const rows = page.locator('tr[data-item]')
  await page.keyboard.press('j')
  await expect(rows.nth(0).getByRole('link').first()).toBeFocused()
  await page.keyboard.press('j')
  await expect(rows.nth(1).getByRole('link').first()).toBeFocused()
  await page.keyboard.press('Tab')
  const strip = rows.nth(1).getByRole('link', { name: /Arrow keys step through them/ })
  await expect(strip).toBeFocused()
  const card = page.locator('[data-run-card]')
  await expect(card).toBeVisible()
  const newest = await strip.getAttribute('href')
  await page.keyboard.press('ArrowLeft')
  await expect(strip).not.toHaveAttribute('href', newest ?? '')
  await page.keyboard.press('Escape')
  await expect(card).toHaveCount(0)
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/executions\//)
  await expect(page.getByRole('heading', { level: 1 })).not.toBeEmpty()
})
