import { api, expect, test } from './support/server.ts'

test('a schedule shows its next ticks before it is saved, and stands in the list of schedules', async ({
  page,
  server,
}) => {
  const pipeline = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: 'Nightly',
    extractor: 'tap-csv',
    loader: 'target-jsonl',
    config: { 'tap-csv': { files: [{ entity: 'a', path: 'a.csv', keys: [] }] } },
  })
  await page.goto(`${server.url}/pipelines/${pipeline.id}/edit`)
  await page.getByLabel('Cron expression').fill('30 2 * * *')
  await page.getByLabel('Time zone').last().selectOption('Europe/Berlin')
  const ticks = page.getByRole('region', { name: 'Next ticks' })
  await expect(ticks.getByRole('listitem')).toHaveCount(10)
  await expect(ticks).toContainText('02:30')
  await page.getByLabel('Missed ticks').selectOption('all')
  await page.getByRole('button', { name: 'Save' }).click()
  await page.waitForURL(`**/pipelines/${pipeline.id}`)

  const saved = await api<{ missedTicks: string }>(page, server.url, 'GET', `/pipelines/${pipeline.id}`)
  expect(saved.missedTicks).toBe('all')
  await page.goto(`${server.url}/schedules`)
  const row = page.getByRole('row', { name: /Nightly/ })
  await expect(row).toContainText('At 02:30')
  await expect(row).toContainText('None yet')
  await page.getByRole('button', { name: 'Pause all' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Pause all' }).click()
  await expect(page.getByText('All schedules are paused since')).toBeVisible()
  await page.getByRole('button', { name: 'Resume all' }).click()
  await expect(page.getByText('All schedules are paused since')).toBeHidden()
})
