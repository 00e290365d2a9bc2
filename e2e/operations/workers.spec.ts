import { violations } from '../support/axe.ts'
import { addTestTap } from '../support/samples.ts'
import { api, expect, test } from '../support/server.ts'

test.use({ serverEnvironment: { FLX_WORKER_LABELS: 'eu', FLX_CONCURRENCY: '2' } })

const WAITS = 'No worker with the labels “eu”, “inside-vpn” is connected'

test('a pipeline requires labels, waiting executions say so, and a worker is drained and limited', async ({
  page,
  server,
}) => {
  await addTestTap(page, server.url)
  const pipeline = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    ...{ name: 'Ledger', extractor: 'tap-test', loader: 'target-jsonl' },
    config: { 'tap-test': { records: 3 } },
  })
  // Suggestions are labels of workers; a label that no worker has is allowed, and flagged.
  await page.goto(`${server.url}/pipelines/${pipeline.id}/edit`)
  const labels = page.getByLabel('Required labels')
  await expect(labels).toHaveAttribute('list', /./)
  await labels.focus()
  await page.keyboard.type('eu')
  await page.keyboard.press('Enter')
  await page.keyboard.type('inside-vpn,')
  await expect(page.getByRole('button', { name: 'Remove label inside-vpn' })).toBeVisible()
  await expect(page.getByText('No worker has the label inside-vpn now, so executions wait.')).toBeVisible()
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByText('eu, inside-vpn')).toBeVisible()

  const { id } = await api<{ id: string }>(page, server.url, 'POST', `/pipelines/${pipeline.id}/execute`)
  await page.goto(`${server.url}/executions`)
  await expect(page.locator('[data-execution]').filter({ hasText: 'Ledger' })).toContainText(WAITS)
  await page.goto(`${server.url}/executions/${id}`)
  await expect(page.getByText(WAITS)).toBeVisible()
  await expect(page.getByRole('listitem').filter({ hasText: 'lacks “inside-vpn”' })).toBeVisible()

  await page.goto(`${server.url}/settings/workers`)
  await expect(page.getByText('No worker can execute these pipelines')).toBeVisible()
  await expect(page.getByRole('link', { name: 'Ledger' })).toBeVisible()
  expect(await violations(page)).toEqual([])

  // By keyboard, then by mouse.
  await page.getByRole('button', { name: /^Drain / }).focus()
  await page.keyboard.press('Enter')
  await expect(page.getByText('No worker is accepting executions: 1 worker is drained')).toBeVisible()
  await page.getByRole('button', { name: /^Resume / }).click()
  await expect(page.getByText('No worker is accepting executions')).toBeHidden()

  await page.getByRole('button', { name: 'Change…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Concurrent executions').fill('many')
  await dialog.getByRole('button', { name: 'Save' }).click()
  await expect(dialog.getByText('Enter a whole number, or leave it empty for no limit.')).toBeVisible()
  await dialog.getByLabel('Concurrent executions').fill('1')
  await page.keyboard.press('Enter')
  await expect(dialog).toBeHidden()

  // A running execution keeps the only place that is left.
  const long = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    ...{ name: 'Long', extractor: 'tap-test', loader: 'target-jsonl' },
    config: { 'tap-test': { records: 10_000, pause_ms: 200 } },
  })
  await api(page, server.url, 'POST', `/pipelines/${long.id}/execute`)
  await expect(page.getByRole('row').getByRole('link', { name: 'Long' })).toBeVisible()
  const { version } = await api<{ version: number }>(page, server.url, 'GET', `/pipelines/${pipeline.id}`)
  await api(page, server.url, 'PATCH', `/pipelines/${pipeline.id}`, { version, requiredLabels: ['eu'] })
  await page.goto(`${server.url}/executions/${id}`)
  await expect(page.getByText('Queued: all workers together are limited to 1 at a time')).toBeVisible()
  await api(page, server.url, 'PUT', '/nodes/limit', { limit: null })
  await expect(page.getByRole('heading', { name: 'Ledger', level: 1 })).toBeVisible()
  await expect(page.getByText('Success').first()).toBeVisible({ timeout: 30_000 })
})
