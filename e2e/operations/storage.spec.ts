import { api, expect, test } from '../support/server.ts'

test('an administrator sees what uses the disk, reviews a policy and runs it', async ({ page, server }) => {
  test.setTimeout(180_000)
  const { items } = await api<{ items: { id: string }[] }>(page, server.url, 'POST', '/samples', {})
  const id = items[0]?.id ?? ''
  for (let time = 0; time < 2; time++) {
    const execution = await api<{ id: string }>(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
    await expect
      .poll(
        async () =>
          (await api<{ status: string }>(page, server.url, 'GET', `/executions/${execution.id}`)).status,
        { timeout: 45_000 },
      )
      .toBe('success')
  }
  await page.goto(`${server.url}/settings/storage`)
  const parts = page.getByRole('list', { name: 'Contents of the data folder' })
  await expect(parts).toContainText('Environments')
  await expect(page.getByText(/% of .* in use/)).toBeVisible()

  await page.getByLabel('Logs (days)').fill('half a year')
  await page.getByRole('button', { name: 'Review and save…' }).click()
  await expect(page.getByText('Enter a whole number from 1 to 36,500')).toBeVisible()
  await page.getByLabel('Logs (days)').fill('180')
  await page.getByLabel('Executions per pipeline').fill('1')
  await page.getByRole('button', { name: 'Review and save…' }).click()
  const dialog = page.getByRole('dialog')
  // Two, of which the newest stays.
  await expect(dialog.getByText('Executions', { exact: true }).locator('..')).toContainText('1')
  await dialog.getByRole('button', { name: 'Save policy' }).click()
  await expect(page.getByText('Policy saved.')).toBeVisible()
  await page.getByRole('button', { name: 'Run now' }).click()
  await dialog.getByRole('button', { name: 'Run now' }).click()
  // The result arrives without a reload.
  const removed = page.getByLabel('Removed by the last clean-up')
  await expect(removed.getByText('Executions', { exact: true }).locator('..')).toContainText('1')
  const { total } = await api<{ total: number }>(page, server.url, 'GET', `/executions?pipelineId=${id}`)
  expect(total).toBe(1)
  const statistics = await api<{ totalExecutions: number }>(page, server.url, 'GET', '/statistics')
  expect(statistics.totalExecutions).toBe(2)

  await page.getByLabel('Warn when free space is below (GB)').fill('900000')
  await page.getByRole('button', { name: 'Review and save…' }).click()
  await dialog.getByRole('button', { name: 'Save policy' }).click()
  await page.goto(server.url)
  await page.getByRole('link', { name: 'View disk use' }).click()
  await expect(page).toHaveURL(/settings\/storage/)
})
