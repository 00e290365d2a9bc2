import { addTestTap } from './support/samples.ts'
import { api, expect, test } from './support/server.ts'

interface Created {
  id: string
}

test('the palette and the keys act on what is open, and a click on a row opens it', async ({
  page,
  server,
}) => {
  const create = (path: string, body: object) => api<Created>(page, server.url, 'POST', path, body)
  await addTestTap(page, server.url)
  await create('/pipelines', {
    name: 'Orders',
    extractor: 'tap-test',
    loader: 'target-jsonl',
    config: { 'tap-test': { records: 5, fail_after: 2 } },
  })
  const palette = page.getByRole('dialog', { name: 'Search or jump to' })

  // From anywhere: the verb and the name.
  await page.goto(`${server.url}/executions`)
  await expect(page.getByText('No executions yet')).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('execute orders')
  await expect(palette.getByRole('option', { name: 'Execute Orders…' })).toHaveAttribute(
    'aria-selected',
    'true',
  )
  await page.keyboard.press('Enter')
  await expect(page.getByRole('dialog', { name: 'Execute Orders?' })).toBeVisible()
  await page.keyboard.press('Enter')
  await expect(page.getByText('Queued Orders.')).toBeVisible()

  // A click beside the link opens the row.
  await page.getByRole('link', { name: 'View execution' }).click()
  await expect(page.getByText('Failed', { exact: true }).first()).toBeVisible({ timeout: 30_000 })
  await page.goto(`${server.url}/executions?status=failed`)
  const row = page.locator('[data-execution]')
  await expect(row).toHaveCount(1)
  await row.locator('time').first().click()
  await expect(page).toHaveURL(/\/executions\/[\da-f-]+/)

  await expect(page.getByRole('heading', { name: 'Orders', level: 1 })).toBeVisible()

  // The palette acts on what is open, and `?` lists the keys.
  await page.keyboard.press('?')
  const keys = page.getByRole('dialog', { name: 'Keyboard shortcuts' })
  await expect(keys.getByText('On this page')).toBeVisible()
  await expect(keys.getByText('Compare with the last success')).toBeVisible()
  await page.keyboard.press('Escape')
  await page.keyboard.press('Control+k')
  await page.keyboard.type('hold')
  await expect(palette.getByRole('option', { name: 'Hold pipelines that use tap-test…' })).toBeVisible()
  await page.keyboard.press('Escape')
  const first = page.url()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('retry')
  await page.keyboard.press('Enter')
  await expect(page).not.toHaveURL(first)
  await expect(page).toHaveURL(/\/executions\/[\da-f-]+/)
  // Keys act on an execution once it has loaded.
  await expect(page.getByRole('link', { name: 'Retry of attempt 1' })).toBeVisible()
  await expect(page.getByText('Failed', { exact: true }).first()).toBeVisible()
  await page.keyboard.press('o')
  await expect(page).toHaveURL(/\/pipelines\/[\da-f-]+/)
})

test('a page that is busy between two keys takes them as one sequence', async ({ page, shared: server }) => {
  await page.goto(`${server.url}/pipelines`)
  await expect(page.getByRole('heading', { name: 'Pipelines', level: 1 })).toBeVisible()
  await page.evaluate(() =>
    addEventListener(
      'keydown',
      ({ key }) => {
        const end = performance.now() + (key === 'e' ? 1500 : 0)
        while (performance.now() < end);
      },
      { capture: true },
    ),
  )
  await page.keyboard.press('g')
  await page.keyboard.press('e')
  await expect(page).toHaveURL(/\/executions$/)
})

test('the focus stays in the page when a later reload removes what has it', async ({ page, server }) => {
  const create = (name: string) =>
    api<Created>(page, server.url, 'POST', '/dashboards', { name, sharing: 'private' })
  const [{ id }] = await Promise.all([create('Old'), create('New')])
  await page.goto(`${server.url}/dashboards`)
  await page.getByRole('button', { name: 'Delete: Old' }).focus()
  await page.request.delete(`${server.url}/api/dashboards/${id}`, { headers: { origin: server.url } })
  await expect(page.getByRole('button', { name: 'Delete: Old' })).toBeHidden()
  await expect(page.getByRole('main')).toBeFocused()
})
