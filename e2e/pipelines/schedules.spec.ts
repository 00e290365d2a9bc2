import { api, expect, test } from '../support/server.ts'

interface Listed {
  items: { id: string; attempt: number; waitingFor: string | null }[]
}

test('a schedule previews its ticks, a hold shows what it stops, a failure its next attempt', async ({
  page,
  server,
}) => {
  const pipeline = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: 'Nightly',
    extractor: 'tap-csv',
    loader: 'target-jsonl',
    config: { 'tap-csv': { files: [{ entity: 'a', path: 'missing.csv', keys: [] }] } },
  })
  await page.goto(`${server.url}/pipelines/${pipeline.id}/edit`)
  const cron = page.getByLabel('Cron expression')
  await cron.fill('0 0 30 2 *')
  await expect(page.getByText('"0 0 30 2 *" never runs')).toBeVisible()
  await cron.fill('30 2 * * *')
  await page.getByLabel('Time zone').last().selectOption('Europe/Berlin')
  const ticks = page.getByRole('region', { name: 'Next runs' })
  await expect(ticks.getByRole('listitem')).toHaveCount(10)
  await expect(ticks).toContainText('02:30')
  await page.getByLabel('Missed runs').selectOption('all')
  await page.getByLabel('Start window', { exact: true }).fill('10')
  await page.getByLabel('Retries', { exact: true }).selectOption('2')
  await page.getByLabel('An interruption').uncheck()
  await page.getByRole('button', { name: 'Save' }).click()
  await page.waitForURL(`**/pipelines/${pipeline.id}`)
  expect(await api(page, server.url, 'GET', `/pipelines/${pipeline.id}`)).toMatchObject({
    missedTicks: 'all',
    startWindowSeconds: 600,
    retryAttempts: 2,
    retryOn: ['errored', 'timed-out'],
  })

  await page.goto(`${server.url}/schedules`)
  const row = page.getByRole('row', { name: /Nightly/ })
  await expect(row).toContainText('At 02:30')
  await expect(row).toContainText('None yet')
  await page.getByRole('button', { name: 'Hold…' }).click()
  await page.getByLabel('Scope').selectOption('tap-csv')
  await page.getByLabel('Reason').fill('The share is being moved')
  await page.keyboard.press('Enter')
  const banner = page.getByRole('region', { name: 'Holds' })
  await expect(banner).toContainText('tap-csv is held: The share is being moved')
  await expect(row).toContainText('Held')

  await api(page, server.url, 'POST', `/pipelines/${pipeline.id}/execute`, {})
  await page.goto(`${server.url}/executions`)
  await expect(page.getByRole('row', { name: /Nightly/ })).toContainText('Held: The share is being moved')
  await banner.getByRole('button', { name: 'End hold' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'End hold' }).click()
  await expect(banner).toBeHidden()
  // It started and failed: the file is missing.
  await expect(page.locator('[data-status="failed"]')).toBeVisible()
  const { items } = await api<Listed>(page, server.url, 'GET', '/executions?status=pending')
  expect(items).toMatchObject([{ attempt: 2, waitingFor: 'retry' }])
  await page.goto(`${server.url}/executions/${items[0]?.id}`)
  await expect(page.getByRole('navigation', { name: 'Attempts' })).toContainText('Attempt 2 of 3')
  await expect(page.getByText(/^Retries /)).toBeVisible()

  await page.goto(`${server.url}/schedules`)
  await page.getByRole('button', { name: 'Pause the schedule of Nightly' }).click()
  await expect(row).toContainText('Inactive')
  await page.getByRole('button', { name: 'Resume the schedule of Nightly' }).click()
  await page.getByRole('button', { name: 'Pause all' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Pause all' }).click()
  await expect(page.getByText('All schedules have been paused by')).toBeVisible()
  await page.getByRole('button', { name: 'Resume all' }).click()
  await expect(page.getByText('All schedules have been paused by')).toBeHidden()
})
