import type { Page } from 'playwright/test'

import { bulk, createPipelines, rows } from '../support/samples.ts'
import { api, expect, test } from '../support/server.ts'

const names = (page: Page) => page.locator('[data-item-link]').allTextContents()

test('the table has every column, and search, filters and order live in the URL', async ({
  page,
  server,
}) => {
  await createPipelines(page, server, 3, (index) => ({
    isActive: index !== 1,
    tags: index === 2 ? ['nightly'] : [],
    description: index === 0 ? 'Quarterly figures' : '',
    mappers: index === 1 ? ['map-fields'] : [],
    ...(index === 2 && { loader: 'target-sqlite' }),
  }))
  await page.goto(`${server.url}/pipelines?view=table`)
  await expect(rows(page)).toHaveCount(3)
  const header = page.getByRole('columnheader')
  for (const name of [
    'Name',
    'Extractor',
    'Loader',
    'Mappers, transform',
    'Active',
    'Last status',
    'Created',
  ]) {
    await expect(header.filter({ hasText: name }).first()).toBeVisible()
  }
  await expect(rows(page).nth(1)).toContainText('map-fields')
  expect(await names(page)).toEqual(['pipeline 002', 'pipeline 001', 'pipeline 000'])

  const choose = async (filter: string, value: string) => {
    await page.getByRole('button', { name: `Filter by ${filter}` }).click()
    await page.getByRole('menu').getByText(value, { exact: true }).click()
  }
  const clear = () => page.getByRole('button', { name: 'Clear all' }).click()
  for (const [filter, value, expected] of [
    ['state', 'Inactive', 'pipeline 001'],
    ['type', 'ETL: maps in flight', 'pipeline 001'],
    ['loader', 'target-sqlite', 'pipeline 002'],
    ['tag', 'nightly', 'pipeline 002'],
  ] as const) {
    await choose(filter, value)
    await expect(rows(page)).toHaveCount(1)
    expect(await names(page)).toEqual([expected])
    await page.reload()
    await expect(page.getByRole('button', { name: new RegExp(`^Clear filter ${filter}`, 'i') })).toBeVisible()
    await expect(rows(page)).toHaveCount(1)
    await clear()
    await expect(rows(page)).toHaveCount(3)
  }
  await page.getByLabel('Filter pipelines').fill('FIGURES')
  await expect(rows(page)).toHaveCount(1)
  await expect(page).toHaveURL(/search=FIGURES/)
  await clear()

  await page.getByRole('button', { name: 'Filter by last status' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Failed' }).click()
  await page.getByRole('menuitemcheckbox', { name: 'Success' }).click()
  await page.keyboard.press('Escape')
  await expect(page).toHaveURL(/lastStatus=failed&lastStatus=success/)
  await expect(page.getByRole('heading', { name: 'No pipelines match' })).toBeVisible()
  await page.getByRole('button', { name: 'Clear filters' }).click()

  await page.getByRole('button', { name: 'Filter by created' }).click()
  await page.getByRole('button', { name: 'Today' }).click()
  await expect(page).toHaveURL(/createdFrom=\d{4}-\d{2}-\d{2}/)
  await expect(rows(page)).toHaveCount(3)
  const byName = page.getByRole('columnheader', { name: 'Name' })
  for (const order of ['ascending', 'descending', 'ascending']) {
    await byName.getByRole('button').click()
    await expect(byName).toHaveAttribute('aria-sort', order)
  }
  await expect.poll(() => names(page)).toEqual(['pipeline 000', 'pipeline 001', 'pipeline 002'])

  // The current filters are saved under a name.
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('menuitem', { name: 'Save this view…' }).click()
  await page.getByRole('textbox', { name: 'Name' }).fill('By name, of today')
  await page.getByRole('button', { name: 'Save view' }).click()
  await expect(page.getByRole('button', { name: 'Saved view: By name, of today' })).toBeVisible()
  await page.goto(`${server.url}/pipelines`)
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('menuitemradio', { name: 'By name, of today' }).click()
  await expect(page).toHaveURL(/sort=name/)
  await page.getByRole('button', { name: /^Saved view/ }).click()
  await page.getByRole('menuitem', { name: 'Manage views…' }).click()
  let isDown = true
  await page.route('**/api/views/*', (route) => (isDown ? route.abort() : route.fallback()))
  await page.getByRole('button', { name: 'Delete By name, of today' }).click()
  // In the row, not as a message beside the dialog.
  await expect(page.getByRole('listitem').getByRole('alert')).toContainText('Check that the server')
  isDown = false
  await page.getByRole('button', { name: 'Delete By name, of today' }).click()
  await expect(page.getByText('No saved views.')).toBeVisible()
  // The message is within reach although the dialog covers the page.
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('textbox', { name: 'Name of By name, of today' })).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await expect(page.getByRole('button', { name: 'Saved view: By name, of today' })).toBeVisible()

  // A failure is not taken for an empty list.
  isDown = true
  await page.route(/\/api\/views(\?|$)/, (route) =>
    isDown ? route.fulfill({ status: 404, json: {} }) : route.fallback(),
  )
  await page.goto(`${server.url}/pipelines`)
  await page.getByRole('button', { name: 'Saved views' }).click()
  await page.getByRole('menuitem', { name: 'Could not load saved views…' }).click()
  const retry = page.getByRole('dialog').getByRole('button', { name: 'Try again' })
  await expect(retry).toBeFocused()
  isDown = false
  await retry.press('Enter')
  await expect(page.getByRole('textbox', { name: 'Name of By name, of today' })).toBeVisible()
})

test('a selection is switched off and on, deleted and restored', async ({ page, server }) => {
  await createPipelines(page, server, 4)
  await page.goto(`${server.url}/pipelines?view=table`)
  await expect(rows(page)).toHaveCount(4)
  // j to the first row, x ticks it; shift ticks up to the third.
  await page.keyboard.press('j')
  await page.keyboard.press('x')
  await page.getByLabel('Select pipeline 001').click({ modifiers: ['Shift'] })
  const bar = page.getByRole('region', { name: 'Selection' })
  await expect(bar).toContainText('3 selected')
  await bar.getByRole('button', { name: 'Deactivate' }).click()
  await expect(bulk(page)).toContainText('Deactivated 3 pipelines')
  await expect(bar).toBeHidden()
  const active = page.getByRole('switch', { checked: true })
  await expect(active).toHaveCount(1)
  await bulk(page).getByRole('button', { name: 'Undo' }).click()
  await expect(active).toHaveCount(4)

  // One by one, each with an undo.
  await page.getByRole('switch', { name: 'pipeline 000 is active' }).click()
  await expect(active).toHaveCount(3)
  await page
    .getByRole('region', { name: 'Messages' })
    .filter({ hasText: 'Deactivated pipeline 000' })
    .getByRole('button', { name: 'Undo' })
    .last()
    .click()
  await expect(active).toHaveCount(4)

  await page.getByLabel('Select pipeline 003').click()
  await page.getByLabel('Select pipeline 002').click()
  await bar.getByRole('button', { name: 'Delete' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete 2 pipelines' }).click()
  await expect(rows(page)).toHaveCount(2)
  await page.goto(`${server.url}/pipelines?status=archived`)
  await expect(rows(page)).toHaveCount(2)
  await page.getByRole('button', { name: 'Restore pipeline 003' }).click()
  await expect(rows(page)).toHaveCount(1)
  await page.getByLabel('Select pipeline 002').click()
  await bar.getByRole('button', { name: 'Restore' }).click()
  await expect(bulk(page)).toContainText('Restored 1 pipeline')
  await page.goto(`${server.url}/pipelines`)
  await expect(rows(page)).toHaveCount(4)
})

test('new pipelines wait behind a pill, so that rows stay in place', async ({ page, server }) => {
  await createPipelines(page, server, 2)
  await page.goto(`${server.url}/pipelines`)
  await expect(rows(page)).toHaveCount(2)
  await page.waitForLoadState('networkidle')
  const { id } = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: 'newcomer',
    extractor: 'tap-test',
    loader: 'target-jsonl',
  })
  const pill = page.getByRole('button', { name: '1 new pipeline' })
  await expect(pill).toBeVisible()
  // A change reloads the list, and still nothing jumps.
  await api(page, server.url, 'PATCH', `/pipelines/${id}`, { version: 1, description: 'changed' })
  await expect(rows(page)).toHaveCount(2)
  await pill.click()
  await expect(rows(page).first()).toContainText('newcomer')
  await expect(rows(page).first()).toContainText('changed')
})
