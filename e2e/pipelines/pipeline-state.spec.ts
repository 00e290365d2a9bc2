import { addTestTap } from '../support/samples.ts'
import { api, expect, test } from '../support/server.ts'

const STATE = {
  bookmarks: {
    orders: { replication_key: 'updated_at', replication_key_value: '2026-11-28T07:02:51Z' },
    users: { id: 4711 },
    events: {
      partitions: [
        { context: { org: 'north' }, replication_key: 'at', replication_key_value: '2026-11-20T00:00:00Z' },
        { context: { org: 'south' }, replication_key: 'at', replication_key_value: '2026-11-21T00:00:00Z' },
      ],
    },
  },
}

test('an editor edits the state: a date, a stream, the text, undo and an earlier version', async ({
  page,
  server,
}) => {
  await addTestTap(page, server.url)
  const body = { name: 'Numbers', extractor: 'tap-test', loader: 'target-jsonl' }
  const { id } = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', body)
  await page.goto(`${server.url}/pipelines/${id}?tab=state`)
  await expect(page.getByText('No state yet')).toBeVisible()

  // Brought from Meltano.
  await page.getByRole('button', { name: 'More actions for the state' }).click()
  await page.getByRole('menuitem', { name: 'Import…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('State or Meltano output').fill('[1, 2]')
  await dialog.getByRole('button', { name: 'Import state' }).click()
  await expect(dialog.getByText(/This is JSON that is not an object, not a state/)).toBeVisible()
  await dialog
    .getByLabel('State or Meltano output')
    .fill(JSON.stringify({ 'dev:tap-to-target': { completed: { singer_state: STATE }, partial: {} } }))
  await dialog.getByRole('button', { name: 'Import state' }).click()
  await expect(dialog).toBeHidden()
  const bookmarks = page.getByRole('table', { name: 'Bookmarks' })
  await expect(bookmarks.getByRole('row', { name: /orders/ })).toContainText('2026-11-28T07:02:51Z')
  await expect(bookmarks.getByRole('row', { name: /events/ })).toContainText('org south')

  // Backfill, and undo it.
  await bookmarks.getByRole('button', { name: 'Reset or backfill orders' }).click()
  await dialog.getByLabel('From (UTC)').fill('2026-01-02T03:04')
  await dialog.getByRole('button', { name: 'Set the bookmark' }).click()
  await expect(bookmarks.getByRole('row', { name: /orders/ })).toContainText('2026-01-02T03:04:00Z')
  await page.getByText('Bookmark changed.').locator('..').getByRole('button', { name: 'Undo' }).click()
  await expect(bookmarks.getByRole('row', { name: /orders/ })).toContainText('2026-11-28T07:02:51Z')

  // A stream whose bookmark is not a date can only be reset.
  await bookmarks.getByRole('button', { name: 'Reset or backfill users' }).click()
  await expect(dialog.getByText('This bookmark is not a date.')).toBeVisible()
  await dialog.getByRole('button', { name: 'Reset stream' }).click()
  await expect(bookmarks.getByRole('row', { name: /users/ })).toBeHidden()

  // As text, with more digits than a double holds.
  await page.getByRole('button', { name: 'Edit…' }).click()
  const text = dialog.getByLabel('State')
  await text.fill('{"bookmarks": {')
  await expect(dialog.getByText('This is not valid JSON.')).toBeVisible()
  await text.fill('{"bookmarks": {"big": {"id": 18446744073709551610}}}')
  await dialog.getByRole('button', { name: 'Save state' }).click()
  await expect(bookmarks.getByRole('row', { name: /big/ })).toContainText('18446744073709551610')

  // Back to the first version.
  const versions = page.getByRole('table', { name: 'Versions' })
  await expect(versions.getByRole('row')).toHaveCount(6)
  await versions.getByRole('button', { name: 'View version 1' }).click()
  await expect(dialog.getByText('First version')).toBeVisible()
  await dialog.getByRole('button', { name: 'Restore this version' }).click()
  await expect(bookmarks.getByRole('row', { name: /users/ })).toContainText('4711')

  await page.getByRole('button', { name: 'More actions for the state' }).click()
  await page.getByRole('menuitem', { name: 'Reset all…' }).click()
  await dialog.getByRole('button', { name: 'Reset state' }).click()
  await expect(page.getByText('No state yet')).toBeVisible()
})
