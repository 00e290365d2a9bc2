import { join } from 'node:path'

import { withHub } from '../support/hub.ts'
import { api, expect } from '../support/server.ts'

const TAP = join(import.meta.dirname, '../connectors/tap.mjs')

interface Created {
  id: string
}

const SHOP = {
  name: 'tap-shop',
  variant: 'acme',
  label: 'Shop',
  description: 'Orders of a shop.',
  pip_url: 'tap-shop',
  // Makes no network request: its Python does not exist.
  python: 'python9.9',
  capabilities: ['catalog', 'discover'],
  settings: [
    { name: 'account', kind: 'string', label: 'Account' },
    { name: 'pages', kind: 'integer', label: 'Pages', value: 10 },
    { name: 'auth.token', kind: 'password', label: 'Token', sensitive: true },
    { name: 'auth.user', label: 'User' },
  ],
  settings_group_validation: [['account', 'auth.token'], ['auth.user']],
}

const OTHER = { ...SHOP, variant: 'other', settings: [{ name: 'account', kind: 'integer' }] }
const test = withHub([SHOP, OTHER], ['tap-zoo'])

test('a connector is found in the catalogue, added, set up, tested, and managed in bulk', async ({
  page,
  server,
}) => {
  const tap = await api<Created>(page, server.url, 'POST', '/plugins', {
    name: 'tap-test',
    type: 'extractor',
    description: 'Makes records up',
    command: [process.execPath, TAP],
    settings: { records: 2 },
  })
  const rows = page.locator('[data-item]')

  // The list: every column, filters in the URL.
  await page.goto(`${server.url}/plugins`)
  const columns = ['Name', 'Type', 'Variant', 'Version', 'Installed', 'Installed on', 'Used by']
  for (const name of columns) {
    await expect(page.getByRole('columnheader', { name, exact: true })).toBeVisible()
  }
  await page.getByLabel('Filter plugins').fill('makes RECORDS')
  await expect(rows).toHaveCount(1)
  await expect(page).toHaveURL(/search=makes\+RECORDS/)
  await page.getByRole('button', { name: 'Filter by installed on' }).click()
  await page.getByRole('button', { name: 'Today' }).click()
  await expect(page).toHaveURL(/installedFrom=\d{4}-\d{2}-\d{2}/)
  await expect(rows).toHaveCount(1)
  await page.getByRole('button', { name: 'Clear all' }).click()
  await page.getByRole('button', { name: 'Filter by type' }).click()
  await page.getByRole('menu').getByText('Loader', { exact: true }).click()
  await expect(rows).toHaveCount(2)
  await page.getByRole('button', { name: 'Clear all' }).click()

  // The catalogue: by name or variant, added with the hub's definition.
  await page.getByRole('tab', { name: 'Catalogue' }).click()
  await page.getByLabel('Search the catalogue').fill('other')
  await expect(page).toHaveURL(/tab=catalogue&search=other|search=other&tab=catalogue/)
  await expect(page.getByRole('button', { name: 'Add tap-shop' })).toBeVisible()
  await expect(page.getByRole('button', { name: 'Add tap-zoo' })).toBeHidden()
  await page.getByRole('button', { name: 'Add tap-shop' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('Orders of a shop.')
  await dialog.getByRole('button', { name: 'Add', exact: true }).click()
  await expect(page.getByRole('heading', { level: 1, name: 'tap-shop' })).toBeVisible()

  // Its settings: what is required, a message at the field, saved, still there.
  const needed = page.getByRole('region', { name: 'Required settings' })
  await expect(needed).toContainText('Account, Token – no values yet')
  await page.getByRole('textbox', { name: /^Account/ }).fill('acme')
  await expect(needed).toContainText('missing: Token')
  await page.getByRole('textbox', { name: /^Pages/ }).fill('many')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await expect(page.getByText('Enter a whole number.')).toBeVisible()
  await expect(page.getByRole('textbox', { name: /^Pages/ })).toBeFocused()
  await page.getByRole('textbox', { name: /^Pages/ }).fill('3')
  await page
    .getByLabel(/^Token/)
    .first()
    .fill('s3cret-of-the-shop')
  await expect(needed).toContainText('All required settings have a value.')
  await page.getByRole('button', { name: 'Save settings' }).click()
  await expect(page.getByText('Stored, not shown')).toBeVisible()
  await page.reload()
  await expect(page.getByRole('textbox', { name: /^Pages/ })).toHaveValue('3')

  // Another variant in place, after a review of what does not fit.
  await page.getByRole('button', { name: 'Change definition' }).click()
  await page.getByRole('menuitem', { name: 'Change variant…' }).click()
  await expect(dialog).toContainText('does not fit: Enter a whole number.')
  await dialog.getByLabel('Discard the values that do not fit').check()
  await dialog.getByRole('button', { name: 'Change variant' }).click()
  await expect(page.getByText('Changed tap-shop to variant other').first()).toBeVisible()

  // Test.
  await page.goto(`${server.url}/plugins/${tap.id}`)
  await page.getByRole('button', { name: 'Test', exact: true }).click()
  await expect(page.getByText(/Works\./)).toBeVisible({ timeout: 30_000 })
  await page.getByText('Extracting the first record').click()
  await expect(page.getByText('SCHEMA', { exact: true })).toBeVisible()

  // Self-description.
  const { items } = await api<{ items: { id: string; name: string }[] }>(page, server.url, 'GET', '/plugins')
  await page.goto(`${server.url}/plugins/${items.find(({ name }) => name === 'target-sqlite')?.id}`)
  await expect(page.getByRole('button', { name: '--discover' })).toHaveCount(0)
  await page.getByRole('button', { name: '--about' }).click()
  await expect(page.getByRole('region', { name: 'Output of the command' })).toContainText('"capabilities"')
  await page.getByRole('button', { name: '--version' }).click()
  await expect(page.getByRole('region', { name: 'Output of the command' })).not.toContainText(
    '"capabilities"',
  )

  // Many at once, by keyboard; a plugin that cannot be installed shows the reason and its output in place.
  await page.goto(`${server.url}/plugins?search=tap-&type=extractor`)
  await expect(rows).toHaveCount(3)
  await page.getByLabel('Select all plugins shown').check()
  await page
    .getByRole('region', { name: 'Selection' })
    .getByRole('button', { name: 'Install', exact: true })
    .click()
  const card = page.locator('[data-bulk]')
  await expect(card).toContainText('2 unchanged, 1 failed', { timeout: 60_000 })
  await expect(card).toContainText('tap-shop')
  let isDown = true
  await page.route('**/api/plugins/*/output*', (route) => (isDown ? route.abort() : route.fallback()))
  await page.getByRole('button', { name: 'Installation output of tap-shop' }).click()
  const retry = dialog.getByRole('button', { name: 'Try again' })
  await expect(dialog.getByRole('alert')).toContainText('Could not load the output')
  await expect(retry).toBeFocused()
  isDown = false
  await retry.press('Enter')
  await expect(page.getByRole('log', { name: 'Installation output' })).toContainText('9.9')
  await expect(dialog.getByRole('button', { name: 'Close' })).toBeFocused()
})
