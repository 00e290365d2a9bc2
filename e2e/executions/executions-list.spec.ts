import { addTestTap } from '../support/samples.ts'
import { api, expect, test } from '../support/server.ts'

interface Created {
  id: string
}

test('executions are searched, filtered, opened by date, selected and run again, all from the URL', async ({
  page,
  server,
}) => {
  const create = <T>(path: string, body: object) => api<T>(page, server.url, 'POST', path, body)
  await addTestTap(page, server.url)
  const pipelines = await Promise.all(
    [
      { name: 'Orders', records: 5 },
      { name: 'Invoices', records: 5, fail_after: 2 },
      { name: 'Stock', records: 5, fail_after: 3 },
    ].map(({ name, ...config }) =>
      create<Created>('/pipelines', {
        name,
        extractor: 'tap-test',
        loader: 'target-jsonl',
        config: { 'tap-test': config },
      }),
    ),
  )
  for (const { id } of pipelines) await create(`/pipelines/${id}/execute`, {})

  await page.goto(`${server.url}/executions`)
  const rows = page.locator('[data-execution]')
  await expect(rows).toHaveCount(3)
  await expect(rows.locator('[data-status="failed"]')).toHaveCount(2, { timeout: 45_000 })
  await expect(rows.locator('[data-status="success"]')).toHaveCount(1, { timeout: 45_000 })
  const orders = rows.filter({ hasText: 'Orders' })
  await expect(orders.getByRole('cell').nth(5)).toHaveText('5')
  await expect(orders.getByRole('cell').nth(6)).toHaveText('275 B')
  await expect(orders.getByRole('cell').nth(7)).toHaveText('Administrator')

  // Name and error message, ignoring case; the URL keeps it.
  const search = page.getByRole('searchbox', { name: 'Search executions' })
  await search.fill('KEY WAS revoked')
  await expect(rows).toHaveCount(2)
  await expect(page).toHaveURL(/search=KEY/)
  await search.fill('order')
  await expect(rows).toHaveCount(1)
  await search.fill('nothing of the kind')
  await page.getByRole('button', { name: 'Clear filters' }).click()
  await expect(rows).toHaveCount(3)

  // Several statuses at once, a pipeline by its name, a day through its year and month.
  await page.getByRole('button', { name: 'Filter by status' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Failed' }).click()
  await page.keyboard.press('Escape')
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: 'Filter by pipeline' }).click()
  await expect(page.getByRole('combobox', { name: 'Find a pipeline' })).toBeFocused()
  await page.keyboard.type('invo')
  await page.keyboard.press('Enter')
  await expect(rows).toHaveCount(1)
  await page.getByRole('button', { name: 'Clear filter Pipeline: Invoices' }).click()
  const dates = page.getByRole('navigation', { name: 'Executions by date' })
  for (const depth of [4, 7, 10]) {
    await dates.getByRole('listitem').getByRole('button', { disabled: false }).last().click()
    await expect(page).toHaveURL(new RegExp(`period=[\\d-]{${depth}}(&|$)`))
    await expect(dates.getByRole('listitem').getByRole('button', { disabled: false }).last()).toContainText(
      '2',
    )
  }
  await page.reload()
  await expect(rows).toHaveCount(2)

  // A view keeps it; the selection covers the whole filter, and each new execution waits behind the pill.
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByRole('dialog').getByLabel('Name').fill('Failed today')
  await page.getByRole('dialog').getByRole('button', { name: 'Save' }).click()
  await expect(page.getByRole('button', { name: 'Saved view: Failed today' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear all' }).click()
  await expect(rows).toHaveCount(3)
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await expect(page.getByText('1 selected')).toBeVisible()
  await page.getByRole('checkbox', { name: 'Select all executions shown' }).check()
  await page.getByRole('button', { name: 'Retry', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Retry 3 executions' }).click()
  const bulk = page.locator('[data-bulk]')
  await expect(bulk).toContainText('Retried 2 executions, 1 failed')
  await expect(bulk).toContainText('It succeeded. Execute the pipeline instead.')
  // The executions it created are one click away.
  await bulk.getByRole('button', { name: 'View 2 executions' }).click()
  const newExecutions = page.getByRole('dialog').getByRole('list', { name: 'New executions' })
  await expect(newExecutions.getByRole('link')).toHaveCount(2)
  await page.keyboard.press('Escape')
  await expect(rows).toHaveCount(3)
  await page.getByRole('button', { name: '2 new executions' }).click()
  await expect(rows).toHaveCount(5)
  await expect(rows.filter({ hasText: 'Attempt 2' })).toHaveCount(2)
  await expect(rows.filter({ hasText: 'Retried' })).toHaveCount(2)

  // Two of the same pipeline can be compared, two of different ones cannot.
  await page.getByRole('checkbox', { name: 'Select all executions shown' }).uncheck()
  const stock = rows.filter({ hasText: 'Stock' })
  await expect(stock.locator('[data-status="failed"]')).toHaveCount(2, { timeout: 45_000 })
  await orders.getByRole('checkbox').check()
  await stock.first().getByRole('checkbox').check()
  const compare = page.getByRole('button', { name: 'Compare', exact: true })
  await expect(compare).toHaveAttribute('title', 'Only executions of the same pipeline can be compared.')
  await orders.getByRole('checkbox').uncheck()
  await stock.last().getByRole('checkbox').check()
  await compare.click()
  await expect(page).toHaveURL(/tab=compare&with=/)
  await expect(page.getByText('Compared with another execution')).toBeVisible()

  // A retry and the retried execution link to each other, and the failure to its cause.
  const header = page.getByRole('main').locator('header')
  await header.getByRole('link', { name: 'Retry of attempt 1' }).click()
  await expect(header.getByRole('link', { name: 'Retried' })).toBeVisible()
  const banner = page.getByRole('region', { name: 'Error' })
  await expect(banner).toContainText('Open')
  await expect(banner).toContainText('4 failed executions')
  await banner.getByRole('link', { name: /the key was revoked|not authori[sz]ed|credentials|401/i }).click()
  await expect(page).toHaveURL(/\/failures\?cause=/)
  await expect(
    page
      .getByRole('button', { name: 'Open newest log' })
      .or(page.getByRole('link', { name: 'Open newest log' })),
  ).toBeVisible()
})

test.describe('with an execution', () => {
  test.use({ content: 'names' })

  test('a period chosen while a search waits to be sent stays, however slow the page is', async ({
    page,
    shared,
  }) => {
    await page.goto(`${shared.url}/executions`)
    const year = page.getByRole('button', { name: /^20\d\d/ })
    await expect(year).toBeVisible()
    await page.getByRole('searchbox', { name: 'Search executions' }).fill('sam')
    await year.evaluate((button: HTMLElement) => {
      button.click()
      // The page is busy until the search is due.
      const end = performance.now() + 400
      while (performance.now() < end);
    })
    await expect(page).toHaveURL(/search=sam/)
    await expect(page).toHaveURL(/period=20\d\d/)
  })
})
