import { readFile } from 'node:fs/promises'

import type { Page } from 'playwright/test'

import { addTestTap } from '../support/samples.ts'
import { api, expect, test, type ProductServer } from '../support/server.ts'

interface Created {
  id: string
}

/** Pipelines of the test tap, which begins and then waits; a few requests at a time. */
async function createPipelines(
  page: Page,
  server: ProductServer,
  count: number,
  fields: (index: number) => Record<string, unknown> = () => ({}),
): Promise<string[]> {
  await addTestTap(page, server.url)
  const create = async (index: number): Promise<string> => {
    const { id } = await api<Created>(page, server.url, 'POST', '/pipelines', {
      name: `pipeline ${String(index).padStart(3, '0')}`,
      extractor: 'tap-test',
      loader: 'target-jsonl',
      config: { 'tap-test': { records: 1_000_000, pause_ms: 1000 } },
      ...fields(index),
    })
    return id
  }
  const ids: string[] = []
  while (ids.length < count) {
    const some = Math.min(10, count - ids.length)
    ids.push(...(await Promise.all(Array.from({ length: some }, (_, at) => create(ids.length + at)))))
  }
  return ids
}

const rows = (page: Page) => page.locator('[data-item]')
const names = (page: Page) => page.locator('[data-item-link]').allTextContents()
const bulk = (page: Page) => page.locator('[data-bulk]')

/**
 * Holds the server still while a bulk that it has just accepted is under way, from its first report on, until `release`:
 * however quick it is, there is something left to stop.
 */
async function holdFirstReport(page: Page, server: ProductServer): Promise<() => void> {
  await page.route('**/api/pipelines/bulk', async (route) => {
    const response = await route.fetch()
    server.pause()
    await route.fulfill({ response })
  })
  await page.route('**/api/bulk/*', async (route) => {
    server.resume()
    const response = await route.fetch()
    server.pause()
    await page.unroute('**/api/bulk/*')
    await route.fulfill({ response })
  })
  return () => server.resume()
}

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
  await page.getByRole('button', { name: 'Clear search and filters' }).click()

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

  // What is shown is kept under a name.
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
  await page.getByRole('button', { name: 'Delete By name, of today' }).click()
  await expect(page.getByText('No saved views.')).toBeVisible()
  await page.getByRole('dialog').getByRole('button', { name: 'Close' }).click()
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(page.getByRole('button', { name: 'Saved view: By name, of today' })).toBeVisible()
})

test('a selection is switched off and on, deleted and brought back', async ({ page, server }) => {
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

test('everything that matches is executed in the background, with progress, stop and failures', async ({
  page,
  server,
}) => {
  const ids = await createPipelines(page, server, 200)
  await api(page, server.url, 'POST', `/pipelines/${ids[199]}/execute`, {})
  await page.goto(`${server.url}/pipelines?view=table&search=pipeline`)
  await expect(rows(page)).toHaveCount(20)
  await page.getByLabel('Select all pipelines shown').click()
  const bar = page.getByRole('region', { name: 'Selection' })
  await bar.getByRole('button', { name: 'Select all 200 that match' }).click()
  await expect(bar).toContainText('All 200 pipelines')
  await bar.getByRole('button', { name: 'Execute' }).click()
  const release = await holdFirstReport(page, server)
  await page.getByRole('dialog').getByRole('button', { name: 'Execute 200 pipelines' }).click()
  const stopping = page.waitForRequest('**/api/bulk/*/cancel')
  await bulk(page).getByRole('button', { name: 'Stop' }).click()
  await stopping
  release()
  await expect(page.getByRole('dialog')).toBeHidden()
  // The card stays, whatever page is shown.
  await page.getByRole('link', { name: 'Plugins' }).first().click()
  await expect(page).toHaveURL(/\/plugins/)
  await expect(bulk(page)).toContainText('not reached (stopped)')
  await expect(bulk(page)).toContainText('1 failed')
  await bulk(page).getByRole('button', { name: 'View failure' }).click()
  const failures = page.getByRole('list', { name: 'Failures' })
  await expect(failures).toContainText('pipeline 199')
  await expect(failures).toContainText('has not ended yet')
})

test('new pipelines wait behind a pill, so that rows stay where they are', async ({ page, server }) => {
  await createPipelines(page, server, 2)
  await page.goto(`${server.url}/pipelines`)
  await expect(rows(page)).toHaveCount(2)
  await page.waitForLoadState('networkidle')
  const { id } = await api<Created>(page, server.url, 'POST', '/pipelines', {
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

test('the command palette finds pipelines, pages and actions by keyboard', async ({ page, server }) => {
  await createPipelines(page, server, 2)
  await page.goto(`${server.url}/executions`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('Control+k')
  const palette = page.getByRole('combobox', { name: 'Search or jump to' })
  await expect(palette).toBeFocused()
  await palette.fill('line 001')
  await expect(page.getByRole('option', { name: 'pipeline 001' })).toHaveAttribute('aria-selected', 'true')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { level: 1, name: 'pipeline 001' })).toBeVisible()

  await page.keyboard.press('Control+k')
  await palette.fill('dark')
  await page.keyboard.press('Enter')
  await expect(palette).toBeHidden()
  await expect(page.locator('html')).toHaveAttribute('data-theme', 'dark')
  // Where the page has no filter of its own, the key of the search leads to the palette.
  await page.goto(`${server.url}/settings/profile`)
  await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
  await page.keyboard.press('/')
  await palette.fill('create')
  await page.keyboard.press('Enter')
  await expect(page).toHaveURL(/\/pipelines\/new/)
  await page.getByRole('button', { name: 'Search or jump to…' }).click()
  await palette.fill('no such thing')
  // The form behind has options of its own.
  await expect(page.getByRole('dialog').getByRole('option')).toHaveText([
    'Search the logs for “no such thing”',
  ])
  await page.keyboard.press('Escape')
  await expect(palette).toBeHidden()

  await page.goto(`${server.url}/pipelines`)
  await expect(rows(page)).toHaveCount(2)
  await page.keyboard.press('/')
  await expect(page.getByLabel('Filter pipelines')).toBeFocused()
  await page.getByLabel('Filter pipelines').blur()
  await page.keyboard.press('?')
  await expect(page.getByRole('heading', { name: 'Keyboard shortcuts' })).toBeVisible()
})

test('pipelines are exported as a document, and a document is checked before it is imported', async ({
  page,
  server,
}) => {
  await createPipelines(page, server, 2)
  await page.goto(`${server.url}/pipelines?search=001`)
  await expect(rows(page)).toHaveCount(1)
  const menu = page.getByRole('button', { name: 'Export and import' })
  await menu.click()
  const downloading = page.waitForEvent('download')
  await page.getByRole('menuitem', { name: 'Export these as YAML' }).click()
  const yaml = await readFile(await (await downloading).path(), 'utf8')
  expect(yaml).toContain('- name: pipeline 001')
  expect(yaml).not.toContain('pipeline 000')

  await menu.click()
  await page.getByRole('menuitem', { name: 'Import YAML…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Import pipelines' })
  await dialog.getByLabel('Document').fill('pipelines: [')
  await dialog.getByRole('button', { name: 'Check' }).click()
  await expect(dialog.getByRole('alert')).toContainText('Line 1, column 13')

  const brought = `${yaml.replace('description: ""', 'description: From git')}- name: brought\n  extractor: tap-test\n  loader: target-jsonl\n- name: wrong\n  extractor: tap-nothing\n  loader: target-jsonl\n`
  await dialog
    .getByLabel('File')
    .setInputFiles({ name: 'p.yaml', mimeType: 'application/yaml', buffer: Buffer.from(brought) })
  await expect(dialog.getByLabel('Document')).toHaveValue(brought)
  await dialog.getByRole('button', { name: 'Check' }).click()
  await expect(dialog.getByRole('status')).toHaveText(
    'Error: 1 · Create: 1 · Change: 1 · Unchanged: 0. Pipelines with an error stay unchanged.',
  )
  await expect(dialog.getByRole('row', { name: /wrong/ })).toContainText(
    'No extractor is named "tap-nothing".',
  )
  await expect(dialog.getByRole('row', { name: /pipeline 001/ })).toContainText('From git')
  await dialog.getByRole('button', { name: 'Import 2 pipelines' }).click()
  await expect(dialog.getByRole('status')).toContainText('Created: 1 · Changed: 1')
  await page.keyboard.press('Escape')
  await expect(menu).toBeFocused()
  await page.goto(`${server.url}/pipelines?search=brought`)
  await expect(rows(page)).toHaveCount(1)
})

test('ticked pipelines are exported as a Meltano project', async ({ page, server }) => {
  await createPipelines(page, server, 3)
  await page.goto(`${server.url}/pipelines?search=00`)
  await expect(rows(page)).toHaveCount(3)
  await rows(page).filter({ hasText: 'pipeline 001' }).getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Export and import' }).click()
  await page.getByRole('menuitem', { name: 'Export 1 pipeline to Meltano…' }).click()
  const dialog = page.getByRole('dialog', { name: 'Export to Meltano' })
  await dialog.getByLabel('Environment').fill('dev')
  await dialog.getByRole('button', { name: 'Export', exact: true }).click()
  await expect(dialog.getByRole('region', { name: 'Content of meltano.yml' })).toContainText('pipeline-001')
  const downloading = page.waitForEvent('download')
  await dialog.getByRole('button', { name: 'Save meltano.yml' }).click()
  const yaml = await readFile(await (await downloading).path(), 'utf8')
  expect(yaml).toContain('default_environment: dev')
  expect(yaml).not.toContain('pipeline-000')
})
