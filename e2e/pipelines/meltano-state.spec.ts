import { mkdir, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { randomUUID } from 'node:crypto'

import { api, expect, test } from '../support/server.ts'

test('an administrator imports the state of a Meltano project, and writes it back', async ({
  page,
  server,
}) => {
  const folder = join(tmpdir(), `flx-meltano-${randomUUID()}`)
  const file = (id: string) => join(folder, id, 'state.json')
  const put = async (id: string, bookmarks: object) => {
    await mkdir(join(folder, id), { recursive: true })
    await writeFile(file(id), JSON.stringify({ completed: { singer_state: { bookmarks } }, partial: {} }))
  }
  await put('dev:tap-csv-to-target-jsonl', { orders: { id: 7 }, users: { id: 3 } })
  await put('dev:tap-other-to-target-other', { orders: { id: 1 } })
  const body = { name: 'Orders', extractor: 'tap-csv', loader: 'target-jsonl' }
  const { id } = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', body)

  await page.goto(`${server.url}/settings/meltano`)
  await page.getByRole('button', { name: 'Folder' }).click()
  await page.getByLabel('Folder', { exact: true }).fill('relative')
  await page.getByRole('button', { name: 'Load states' }).click()
  await expect(page.getByText('Enter an absolute path on the server.')).toBeVisible()
  await page.getByLabel('Folder', { exact: true }).fill(folder)
  await page.getByRole('button', { name: 'Load states' }).click()

  const row = page.getByRole('row', { name: /dev:tap-csv-to-target-jsonl/ })
  await expect(row).toContainText('Orders')
  await expect(row).toContainText('2 streams, the first state')
  await expect(page.getByRole('row', { name: /tap-other/ })).toContainText('No pipeline has this extractor')
  let isDown = true
  await page.route('**/states/compare', (route) => (isDown ? route.abort() : route.fallback()))
  await row.getByRole('button', { name: /^Compare/ }).click()
  const retry = page.getByRole('dialog').getByRole('button', { name: 'Try again' })
  await expect(retry).toBeFocused()
  isDown = false
  await retry.press('Enter')
  await expect(page.getByRole('dialog')).toContainText('bookmarks.orders')
  await page.keyboard.press('Escape')
  await expect(row.getByRole('button', { name: /^Compare/ })).toBeFocused()
  await row.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Import 1 state' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Import 1 state' }).click()
  await expect(row).toContainText('No change')

  const bookmarks = { orders: { id: 8 }, users: null }
  await api(page, server.url, 'PATCH', `/pipelines/${id}/state`, { bookmarks })
  await page.getByRole('button', { name: 'Load states' }).click()
  await expect(row).toContainText('1 changed, 1 added')
  await page.getByRole('button', { name: 'Write back', exact: true }).click()
  await row.getByRole('checkbox').check()
  await page.getByRole('button', { name: 'Write back 1 state' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog).toContainText('which keeps no earlier version')
  await dialog.getByRole('button', { name: 'Write back 1 state' }).click()
  await expect(dialog).toBeHidden()
  const written = JSON.parse(await readFile(file('dev:tap-csv-to-target-jsonl'), 'utf8')) as object
  expect(written).toEqual({ completed: { singer_state: { bookmarks: { orders: { id: 8 } } } }, partial: {} })
  await rm(folder, { recursive: true, force: true })
})
