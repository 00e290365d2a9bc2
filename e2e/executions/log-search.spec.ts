import { addTestTap } from '../support/samples.ts'
import { api, expect, test } from '../support/server.ts'

test('a search over many logs marks matches, opens them at the line, and can stop and continue', async ({
  page,
  server,
}) => {
  const create = <T>(path: string, body: object) => api<T>(page, server.url, 'POST', path, body)
  await addTestTap(page, server.url)
  for (const { name, ...config } of [
    { name: 'Orders', records: 5 },
    { name: 'Invoices', records: 5, fail_after: 2 },
    { name: 'Stock', records: 5, fail_after: 3 },
  ]) {
    const { id } = await create<{ id: string }>('/pipelines', {
      name,
      extractor: 'tap-test',
      loader: 'target-jsonl',
      config: { 'tap-test': config },
    })
    await create(`/pipelines/${id}/execute`, {})
  }
  await page.goto(`${server.url}/executions`)
  await expect(page.locator('[data-execution] [data-status="failed"]')).toHaveCount(2, { timeout: 45_000 })
  await expect(page.locator('[data-execution] [data-status="success"]')).toHaveCount(1, { timeout: 45_000 })

  // The filters of the list carry over.
  await page.getByRole('button', { name: 'Filter by status' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Failed' }).click()
  await page.keyboard.press('Escape')
  await page.getByRole('navigation', { name: 'View' }).getByRole('link', { name: 'Logs' }).click()
  await expect(page).toHaveURL(/\/executions\/logs\?status=failed$/)
  await expect(page.getByRole('heading', { name: 'Search the logs of all executions' })).toBeVisible()

  const text = page.getByRole('searchbox', { name: 'Lines that contain' })
  // Focus moves to the page once it has loaded, possibly after the key press.
  await expect(async () => {
    await page.keyboard.press('/')
    await expect(text).toBeFocused({ timeout: 500 })
    await text.fill('')
  }).toPass()
  await text.fill('K')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Enter at least 2 characters.')).toBeVisible()
  await text.fill('KEY WAS revoked')
  await page.keyboard.press('Enter')
  const groups = page.getByRole('article', { name: /^Lines of / })
  await expect(groups).toHaveCount(2)
  await expect(groups.locator('mark').first()).toHaveText(/key was revoked/i)
  await expect(page).toHaveURL(/text=KEY/)
  await expect(page.getByText('All logs searched.')).toBeVisible()

  // Without a mouse: to the first line, and into the log at that line.
  await text.blur()
  await page.keyboard.press('j')
  const first = page.locator('[data-item-link]').first()
  await expect(first).toBeFocused()
  const line = await page.locator('[data-item]').first().getAttribute('data-line')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(new RegExp(`/executions/[\\w-]+\\?line=${line}$`))
  await expect(page.locator(`[data-line="${line}"][data-marked]`)).toBeVisible()
  await page.goBack()
  await expect(groups).toHaveCount(2)

  // No match, as distinct from no search and from a failure.
  await text.fill('no line has this')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'No lines match' })).toBeVisible()
  await page.route('**/api/executions/log-lines*', (route) =>
    route.fulfill({
      status: 503,
      contentType: 'application/problem+json',
      body: JSON.stringify({
        type: 'about:blank',
        title: 'Unavailable',
        status: 503,
        detail: 'The database is busy.',
        code: 'unavailable',
      }),
    }),
  )
  await text.fill('revoked')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('alert')).toContainText('The database is busy.')
  await page.unroute('**/api/executions/log-lines*')
  await page.getByRole('button', { name: 'Try again' }).click()
  await expect(groups).toHaveCount(2)

  // A slow search can be stopped and continued.
  const aborted = page.waitForEvent('requestfailed', (request) => request.url().includes('log-lines'))
  await page.route('**/api/executions/log-lines*', () => {})
  await text.fill('was revoked')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Searching…')).toBeVisible()
  await page.getByRole('button', { name: 'Stop' }).click()
  await aborted
  await expect(page.getByRole('heading', { name: 'Search stopped' })).toBeVisible()
  await page.unroute('**/api/executions/log-lines*')
  await page.getByRole('button', { name: 'Continue' }).click()
  await expect(groups).toHaveCount(2)

  // The palette also leads there.
  await page.getByRole('button', { name: 'Search or jump to…' }).click()
  await page.getByRole('combobox').fill('key was')
  await page.getByRole('option', { name: 'Search the logs for “key was”' }).click()
  await expect(text).toHaveValue('key was')
  await expect(groups).toHaveCount(2)
})
