import { randomUUID } from 'node:crypto'
import { writeFile } from 'node:fs/promises'
import { join } from 'node:path'

import type { Page } from 'playwright/test'

import { violations } from '../support/axe.ts'
import { api, expect, test, type ProductServer } from '../support/server.ts'

interface Stream {
  id: string
  fields: readonly string[]
}

/** A pipeline whose source has the streams of a file; the first field of each is its key. */
async function aPipelineOf(page: Page, server: ProductServer, ...streams: Stream[]) {
  const tap = `tap-${randomUUID()}`
  const file = join(server.dataDir, `${tap}.json`)
  const writeStreams = (...now: Stream[]) =>
    writeFile(file, JSON.stringify({ streams: now.map(catalogEntry) }))
  await writeStreams(...streams)
  await api(page, server.url, 'POST', '/plugins', {
    name: tap,
    type: 'extractor',
    command: ['sh', '-c', `cat ${file}`],
    capabilities: ['catalog', 'discover', 'state'],
  })
  const { id } = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: tap,
    extractor: tap,
    loader: 'target-jsonl',
  })
  await page.goto(`${server.url}/pipelines/${id}/streams`)
  return { id, writeStreams }
}

const catalogEntry = ({ id, fields: [key = '', ...others] }: Stream) => ({
  tap_stream_id: id,
  schema: {
    type: 'object',
    properties: Object.fromEntries([key, ...others].map((name) => [name, { type: 'string' }])),
  },
  metadata: [
    { breadcrumb: [], metadata: { inclusion: 'available', 'table-key-properties': [key] } },
    { breadcrumb: ['properties', key], metadata: { inclusion: 'automatic' } },
    ...others.map((name) => ({ breadcrumb: ['properties', name], metadata: { inclusion: 'available' } })),
  ],
})

const ORDERS = { id: 'orders', fields: ['id', 'total', 'ssn', 'updated_at'] }
const CARTS = { id: 'carts', fields: ['id', 'note'] }

const rulesOf = async (page: Page, server: ProductServer, id: string) =>
  (await api<{ own: object }>(page, server.url, 'GET', `/pipelines/${id}/catalog`)).own

test('streams and fields are chosen by ticks and by patterns, saved, and restored', async ({
  page,
  shared,
}) => {
  const { id } = await aPipelineOf(page, shared, ORDERS, CARTS)
  await page.getByRole('button', { name: 'Discover streams' }).click()
  const patterns = page.getByRole('textbox', { name: 'Patterns, one per line' })
  await expect(patterns).toHaveValue('*.*')
  await expect(page.getByText('2 of 2 streams, 6 of 6 fields')).toBeVisible()

  await page.getByRole('checkbox', { name: 'Select carts' }).click()
  await expect(patterns).toHaveValue('*.*\n!carts.*')
  await page.getByRole('button', { name: 'Show the fields of orders' }).click()
  await page.getByRole('checkbox', { name: 'orders.ssn' }).click()
  await expect(patterns).toHaveValue('*.*\n!carts.*\n!orders.ssn')
  await expect(page.getByText('excluded by !orders.ssn')).toBeVisible()
  await expect(page.getByRole('checkbox', { name: 'orders.id' })).toHaveAttribute('aria-disabled', 'true')
  await page
    .getByRole('combobox', { name: 'Replication method of orders' })
    .selectOption({ label: 'Incremental' })
  await page.getByRole('combobox', { name: 'Replication key of orders' }).selectOption('updated_at')
  const unsaved = page.getByRole('region', { name: 'Unsaved changes' })
  await expect(unsaved).toContainText('carts: no longer selected')
  await expect(unsaved).toContainText('orders: 1 field removed; replication method nothing to Incremental')

  expect(await violations(page, 'wcag')).toEqual([])

  // A line without a match suggests what was meant.
  await patterns.fill('orders.*\n!orders.snn')
  await expect(page.getByText('Line 2 matches nothing. Did you mean')).toBeVisible()
  await page.getByRole('button', { name: '!orders.ssn' }).click()
  await expect(patterns).toHaveValue('orders.*\n!orders.ssn')

  // Leaving asks first.
  await page.getByRole('tab', { name: 'Timeline' }).click()
  await expect(page.getByRole('dialog', { name: 'Leave without saving?' })).toBeVisible()
  await page.getByRole('button', { name: 'Close' }).last().click()

  await unsaved.getByRole('button', { name: 'Save streams' }).click()
  await expect(unsaved).toBeHidden()
  expect(await rulesOf(page, shared, id)).toEqual({
    select: ['orders.*', '!orders.ssn'],
    metadata: { orders: { 'replication-method': 'INCREMENTAL', 'replication-key': 'updated_at' } },
    schema: {},
  })
  await page.getByRole('button', { name: 'Undo' }).click()
  await expect(patterns).toHaveValue('*.*')
  expect(await rulesOf(page, shared, id)).toEqual({ select: null, metadata: {}, schema: {} })
})

test('changes saved by another user are merged, and the user resolves conflicts', async ({
  page,
  shared,
}) => {
  const { id } = await aPipelineOf(page, shared, ORDERS, CARTS)
  await page.getByRole('button', { name: 'Discover streams' }).click()
  await page.getByRole('checkbox', { name: 'Select carts' }).click()
  const streams = `${shared.url}/api/pipelines/${id}/streams`
  const data = { version: 1, select: ['orders.*'], metadata: { carts: { 'replication-key': 'note' } } }
  await page.request.put(streams, { headers: { origin: shared.url }, data })
  await expect(page.getByText('saved this pipeline while you were editing')).toBeVisible()
  await page.getByRole('button', { name: 'Save streams' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Both of you changed it')
  await dialog.getByRole('radio', { name: 'Keep mine' }).check()
  await dialog.getByRole('button', { name: 'Save with these choices' }).click()
  await expect(page.getByText('Saved streams')).toBeVisible()
  expect(await rulesOf(page, shared, id)).toEqual({
    select: ['*.*', '!carts.*'],
    metadata: { carts: { 'replication-key': 'note' } },
    schema: {},
  })
})

test('a changed schema is shown, kept out or accepted; an uploaded catalogue replaces it', async ({
  page,
  shared,
}) => {
  const { writeStreams } = await aPipelineOf(page, shared, ORDERS)
  await page.getByRole('button', { name: 'Discover streams' }).click()
  await expect(page.getByText('1 of 1 streams')).toBeVisible()
  await writeStreams({ ...ORDERS, fields: ['id', 'total', 'ssn', 'channel'] })
  await page.getByRole('button', { name: 'Refresh streams' }).click()
  const banner = page.getByRole('region', { name: /^The schema changed/ })
  await expect(banner).toContainText('1 field added, 1 removed')
  await expect(banner).toContainText('was selected by *.*')
  await page.getByRole('button', { name: 'Keep old schema' }).click()
  await expect(page.getByText('Executions use a pinned schema')).toBeVisible()
  await expect(page.getByRole('checkbox', { name: 'orders.updated_at' })).toBeVisible()
  await banner.getByRole('button', { name: 'Accept 2 changes' }).click()
  await expect(banner).toBeHidden()
  await expect(page.getByRole('checkbox', { name: 'orders.channel' })).toBeVisible()

  await page.getByRole('button', { name: 'More actions for the catalogue' }).click()
  await page.getByRole('menuitem', { name: 'Upload a catalogue…' }).click()
  const dialog = page.getByRole('dialog')
  const upload = async (name: string, text: string) => {
    await dialog.getByLabel('File').setInputFiles({
      name,
      mimeType: 'application/json',
      buffer: Buffer.from(text),
    })
    await dialog.getByRole('button', { name: 'Upload and use' }).click()
  }
  await upload('wrong.json', '{"streams":[]}')
  await expect(dialog.getByRole('alert')).toContainText('it has no streams')
  await upload('own.json', JSON.stringify({ streams: [catalogEntry({ id: 'mine', fields: ['id'] })] }))
  await expect(page.getByRole('checkbox', { name: 'Select mine' })).toBeVisible()
  await page.getByRole('button', { name: 'Return to discovery' }).click()
  await expect(page.getByRole('checkbox', { name: 'Select orders' })).toBeVisible()

  await page.getByRole('tab', { name: 'Timeline' }).click()
  const timeline = page.getByRole('list', { name: 'Timeline, newest first' })
  await expect(timeline).toContainText('The schema of the source changed')
  await expect(timeline).toContainText('uploaded a catalogue for the pipeline')
})

test('a discovery fails with its reason and can be stopped', async ({ page, shared }) => {
  await api(page, shared.url, 'POST', '/plugins', {
    name: 'tap-down',
    type: 'extractor',
    command: ['sh', '-c', 'echo "CRITICAL could not connect to shared: connection refused" >&2; exit 1'],
    capabilities: ['catalog', 'discover'],
  })
  await api(page, shared.url, 'POST', '/plugins', {
    name: 'tap-slow',
    type: 'extractor',
    command: ['sh', '-c', 'exec sleep 600'],
    capabilities: ['catalog', 'discover'],
  })
  const pipelineOf = (extractor: string) =>
    api<{ id: string }>(page, shared.url, 'POST', '/pipelines', {
      name: extractor,
      extractor,
      loader: 'target-jsonl',
    })
  await page.goto(`${shared.url}/pipelines/${(await pipelineOf('tap-down')).id}/streams`)
  await page.getByRole('button', { name: 'Discover streams' }).click()
  await expect(page.getByRole('alert')).toContainText('connection refused')
  await page.goto(`${shared.url}/pipelines/${(await pipelineOf('tap-slow')).id}/streams`)
  await page.getByRole('button', { name: 'Discover streams' }).click()
  await page.getByRole('button', { name: 'Stop' }).click()
  await expect(page.getByRole('button', { name: 'Discover streams' })).toBeVisible()
  await expect(page.getByRole('alert')).toBeHidden()
})

test('the keyboard moves through hundreds of streams, of which only visible ones are rendered', async ({
  page,
  shared,
}) => {
  const streams = Array.from({ length: 400 }, (_, index) => ({
    id: `table_${String(index).padStart(3, '0')}`,
    fields: ['id', 'name', `own_${index}`],
  }))
  await aPipelineOf(page, shared, ...streams)
  await page.getByRole('button', { name: 'Discover streams' }).click()
  await page.getByRole('checkbox', { name: 'Select table_000' }).focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('ArrowDown')
  await expect(page.getByRole('checkbox', { name: 'table_000.id' })).toBeFocused()
  await page.keyboard.press('ArrowLeft')
  await expect(page.getByRole('checkbox', { name: 'Select table_000' })).toBeFocused()
  await page.keyboard.press('End')
  await expect(page.getByRole('checkbox', { name: 'Select table_399' })).toBeFocused()
  await page.keyboard.press('Space')
  await expect(page.getByRole('textbox', { name: 'Patterns, one per line' })).toHaveValue('*.*\n!table_399.*')
  expect(await page.getByRole('listitem').count()).toBeLessThan(60)
  await page.getByRole('searchbox', { name: 'Stream or field' }).fill('own_77')
  await expect(page.getByRole('checkbox', { name: 'table_077.own_77' })).toBeVisible()
  await expect(page.getByRole('checkbox', { name: 'Select table_076' })).toBeHidden()
})
