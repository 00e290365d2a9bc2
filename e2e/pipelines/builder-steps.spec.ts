import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { Page } from 'playwright/test'

import { hasPython, makeWheel } from '../../server/test/plugins/support/wheel.ts'
import { withHub } from '../support/hub.ts'
import { api, expect } from '../support/server.ts'

const SAMPLES = join(import.meta.dirname, '../../server/src/connectors/samples')
const FILES = [{ entity: 'customers', path: join(SAMPLES, 'customers.csv'), keys: ['id'] }]

const rail = (page: Page) => page.getByRole('navigation', { name: 'Plugins' })
const board = (page: Page) => page.locator('.flx-graph')
const node = (page: Page, name: string) =>
  board(page).getByRole('button', { name: new RegExp(`^\\w+ ${name}`) })
const panel = (page: Page, name: string) => page.getByRole('complementary', { name: `About ${name}` })
const preview = (page: Page) => page.getByRole('region', { name: 'Preview data' })

const folder = mkdtempSync(join(tmpdir(), 'flx-e2e-hub-'))
process.once('exit', () => rmSync(folder, { recursive: true, force: true }))

const test = withHub([
  {
    ...{ name: 'tap-parcels', variant: 'acme', label: 'Parcels', capabilities: [] },
    pip_url: !hasPython
      ? 'tap-parcels'
      : makeWheel(folder, {
          ...{ name: 'tap-parcels', version: '1.0', program: 'tap-parcels', head: 'import json' },
          main: [
            `print(json.dumps({'type': 'SCHEMA', 'stream': 'parcels', 'schema': {'type': 'object', 'properties': {'id': {'type': 'integer'}, 'weight': {'type': 'integer'}}}, 'key_properties': ['id']}))`,
            `print(json.dumps({'type': 'RECORD', 'stream': 'parcels', 'record': {'id': 1, 'weight': 40}}))`,
          ].join('\n'),
        }),
  },
])

test('an extractor is installed inside the drawing, and previewed with a mapper before saving', async ({
  page,
  server,
}) => {
  test.skip(!hasPython, 'needs a Python that can make environments')
  test.setTimeout(180_000)
  await page.goto(`${server.url}/pipelines/new?as=drawing`)
  await rail(page).getByRole('searchbox', { name: 'Search plugins' }).fill('parcels')
  await rail(page).getByRole('button', { name: 'Install tap-parcels' }).click()
  await rail(page).getByRole('button', { name: 'Add tap-parcels' }).click()
  await expect(page).toHaveURL(/\/pipelines\/new\?as=drawing/)
  await expect(node(page, 'tap-parcels')).not.toContainText('install', { timeout: 120_000 })
  await rail(page).getByRole('searchbox', { name: 'Search plugins' }).fill('')
  await rail(page).getByRole('button', { name: 'Add map-fields' }).click()
  const rules = panel(page, 'map-fields')
  await rules.getByText('Add stream').click()
  await rules.getByRole('textbox', { name: 'Stream or pattern' }).fill('parcels')
  await rules.getByRole('textbox', { name: 'Field' }).fill('weight')

  await page.getByRole('button', { name: 'Preview', exact: true }).click()
  await expect(preview(page)).toContainText('with your unsaved changes')
  await expect(preview(page).getByText('Removed by the mapper: weight')).toBeVisible({ timeout: 60_000 })
  await preview(page).getByRole('button', { name: 'tap-parcels' }).click()
  await expect(preview(page).getByRole('cell', { name: '40' })).toBeVisible()
  const { items } = await api<{ items: unknown[] }>(page, server.url, 'GET', '/pipelines')
  expect(items).toEqual([])
})

test('a preview of unsaved changes shows their effect, until they change again', async ({ page, shared }) => {
  const { id } = await api<{ id: string }>(page, shared.url, 'POST', '/pipelines', {
    ...{ name: 'previewed', extractor: 'tap-csv', loader: 'target-jsonl', mappers: ['map-fields'] },
    config: { 'tap-csv': { files: FILES }, 'map-fields': { streams: { customers: { drop: ['phone'] } } } },
  })
  await page.goto(`${shared.url}/pipelines/${id}/edit?as=drawing`)
  await page.getByRole('button', { name: 'Preview', exact: true }).click()
  await expect(preview(page)).toContainText('of the saved pipeline')
  await expect(preview(page).getByText('Removed by the mapper: phone')).toBeVisible()
  await node(page, 'map-fields').click()
  await panel(page, 'map-fields').getByRole('textbox', { name: 'Field' }).fill('email')
  await expect(preview(page).getByText('The pipeline has changed since.')).toBeVisible()
  await preview(page).getByRole('button', { name: 'Run again' }).click()
  await expect(preview(page).getByText('Removed by the mapper: email')).toBeVisible()
  await expect(preview(page)).toContainText('with your unsaved changes')
  await expect(preview(page).getByText('The pipeline has changed since.')).toBeHidden()
  const saved = await api<{ version: number }>(page, shared.url, 'GET', `/pipelines/${id}`)
  expect(saved.version).toBe(1)
})
test('a copied step is pasted with its settings, also into another pipeline', async ({
  page,
  shared,
  context,
}) => {
  await context.grantPermissions(['clipboard-read', 'clipboard-write'])
  const { id } = await api<{ id: string }>(page, shared.url, 'POST', '/pipelines', {
    ...{ name: 'copied from', extractor: 'tap-csv', loader: 'target-jsonl', mappers: ['map-fields'] },
    config: { 'tap-csv': { files: FILES }, 'map-fields': { streams: { customers: { drop: ['phone'] } } } },
  })
  await page.goto(`${shared.url}/pipelines/${id}/edit?as=drawing`)
  await node(page, 'map-fields').click()
  await expect(panel(page, 'map-fields')).toBeVisible()
  await page.keyboard.press('ControlOrMeta+c')
  await expect(page.getByText('Copied map-fields.')).toBeVisible()

  await page.goto(`${shared.url}/pipelines/new?as=drawing`)
  await rail(page).getByRole('button', { name: 'Add tap-csv' }).click()
  await node(page, 'tap-csv').focus()
  await page.keyboard.press('ControlOrMeta+v')
  await expect(node(page, 'map-fields')).toBeVisible()
  await expect(panel(page, 'map-fields').getByRole('textbox', { name: 'Field' })).toHaveValue('phone')
  await page.keyboard.press('ControlOrMeta+z')
  await expect(node(page, 'map-fields')).toBeHidden()

  // Anything but a step is not pasted, and the reason is shown.
  await page.evaluate(() => navigator.clipboard.writeText('anything else'))
  await node(page, 'tap-csv').focus()
  await page.keyboard.press('ControlOrMeta+v')
  await expect(page.getByText('The clipboard does not contain a pipeline step.')).toBeVisible()
})
