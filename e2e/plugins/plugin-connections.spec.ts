import { join } from 'node:path'

import { api, expect, test } from '../support/server.ts'

const TAP = join(import.meta.dirname, '../connectors/tap.mjs')
const SETTINGS = Array.from({ length: 15 }, (_, index) => ({
  name: `option_${index + 1}`,
  value: `usual ${index + 1}`,
}))

test('a failed installation offers a remedy, a record proves a loader, a connector has two connections', async ({
  page,
  server,
}) => {
  // Makes no network request: its Python does not exist.
  const tap = await api<{ id: string }>(page, server.url, 'POST', '/plugins', {
    name: 'tap-elsewhere',
    type: 'extractor',
    pipUrl: 'tap-elsewhere',
    python: 'python9.9',
  })
  await page.goto(`${server.url}/plugins/${tap.id}`)
  await page.getByRole('button', { name: 'Install', exact: true }).click()
  const banner = page.getByRole('alert')
  await expect(banner).toContainText('9.9', { timeout: 60_000 })
  await banner.getByRole('button', { name: 'Choose Python…' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('combobox', { name: 'Python' })).toHaveValue(/python3/, { timeout: 30_000 })
  await page.keyboard.press('Escape')
  await banner.getByRole('button', { name: 'Change source…' }).click()
  await expect(dialog.getByLabel('pip URL')).toHaveValue('tap-elsewhere')
  await page.keyboard.press('Escape')

  // A loader that was only started does not count as working; a record proves it.
  await page.goto(`${server.url}/plugins?search=target-jsonl`)
  await page.getByRole('link', { name: 'target-jsonl' }).click()
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(page.getByText('target-jsonl starts. The connection was not tried')).toBeVisible({
    timeout: 30_000,
  })
  await page.getByRole('button', { name: 'Test connection…' }).click()
  await expect(dialog).toContainText('meltano_test_stream')
  await dialog.getByRole('button', { name: 'Write a test record' }).click()
  await expect(page.getByText('loaded one record into the stream meltano_test_stream')).toBeVisible({
    timeout: 30_000,
  })

  // A second connection; its form collapses inherited and default settings, and keeps the focus.
  const shop = await api<{ id: string }>(page, server.url, 'POST', '/plugins', {
    name: 'tap-shop',
    type: 'extractor',
    command: [process.execPath, TAP],
    settingDefinitions: [
      { name: 'records', kind: 'integer' },
      { name: 'tables', kind: 'array' },
      ...SETTINGS,
    ],
    settings: { records: 2, tables: ['orders'] },
  })
  await page.goto(`${server.url}/plugins/${shop.id}`)
  await expect(page.getByRole('textbox', { name: 'tables 1', exact: true })).toHaveValue('orders')
  await page.getByRole('button', { name: 'Add to tables' }).click()
  await expect(page.getByRole('textbox', { name: 'tables 2', exact: true })).toBeFocused()
  await page.getByRole('button', { name: 'Remove tables 2' }).click()
  await expect(page.getByRole('textbox', { name: 'option_3', exact: true })).toBeHidden()
  await page.getByText('15 more settings with their default or inherited value').click()
  await expect(page.getByRole('textbox', { name: 'option_3', exact: true })).toBeVisible()
  await page.getByRole('button', { name: 'Add another connection…' }).click()
  await dialog.getByLabel('Name').fill('tap-shop--north')
  await dialog.getByRole('button', { name: 'Add connection' }).click()
  await expect(page.getByRole('heading', { name: 'tap-shop--north' })).toBeVisible()
  await page.getByRole('button', { name: /^Do not use .* for records$/ }).click()
  await expect(page.getByRole('button', { name: 'Use the inherited value of records' })).toBeFocused()
})
