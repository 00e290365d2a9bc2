import type { Page } from 'playwright/test'

import { addTestTap } from '../support/samples.ts'
import { api, expect, test, type ProductServer } from '../support/server.ts'

/** Creates a pipeline of the test tap and the bundled JSON Lines loader; returns its ID. */
async function createPipeline(
  page: Page,
  server: ProductServer,
  config: Record<string, unknown>,
): Promise<string> {
  await addTestTap(page, server.url)
  const pipeline = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: 'Numbers',
    extractor: 'tap-test',
    loader: 'target-jsonl',
    config: { 'tap-test': config },
  })
  return pipeline.id
}

test('a cancelled execution stays cancelled, and force ends one that does not react', async ({
  page,
  server,
}) => {
  const id = await createPipeline(page, server, { records: 1_000_000, pause_ms: 5, deaf: true })
  const execution = await api<{ id: string }>(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await page.goto(`${server.url}/executions/${execution.id}`)
  await expect(page.getByTestId('records')).not.toHaveText('0')
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await expect(page.getByRole('button', { name: 'Force kill' })).toHaveCount(0)
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel execution' }).click()
  await expect(page.locator('header').getByText('Cancelling…')).toBeVisible()
  await page.getByRole('button', { name: 'Force kill' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Force kill' }).click()
  await expect(page.locator('header [data-status="cancelled"]')).toBeVisible({ timeout: 45_000 })
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible()
})

test('a failed execution quotes the line that explains it, and says what was different before', async ({
  page,
  server,
}) => {
  const id = await createPipeline(page, server, { records: 1000 })
  await api(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await page.goto(`${server.url}/pipelines/${id}`)
  await expect(page.locator('header [data-status="success"]')).toBeVisible({ timeout: 45_000 })
  const { version } = await api<{ version: number }>(page, server.url, 'GET', `/pipelines/${id}`)
  const config = { 'tap-test': { records: 1000, fail_after: 500 } }
  await api(page, server.url, 'PATCH', `/pipelines/${id}`, { version, config })
  const execution = await api<{ id: string }>(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await page.goto(`${server.url}/executions/${execution.id}`)
  const errorRegion = page.getByRole('region', { name: 'Error' })
  await expect(errorRegion).toContainText('tap-test exited with code 1', { timeout: 45_000 })
  await expect(errorRegion).toContainText('401 Unauthorized: the key was revoked')
  await expect(page.getByTestId('records')).toHaveText('500')

  // The quoted line links into the log, and stays marked when the page is opened by its URL.
  await errorRegion.getByRole('link', { name: /^Line / }).click()
  await expect(page).toHaveURL(/\?line=\d+$/)
  await page.reload()
  await expect(page.locator('[data-line][data-marked]')).toContainText('401 Unauthorized')
  await expect(page.getByRole('button', { name: 'Errors 2' })).toBeVisible()
  await page.keyboard.press('j')
  await expect(page.locator('[data-line][data-marked]')).toContainText('The execution failed')
  await page.keyboard.press('k')
  await expect(page.locator('[data-line][data-marked]')).toContainText('401 Unauthorized')

  await errorRegion.getByRole('link', { name: 'Compare' }).click()
  await expect(page).toHaveURL(/tab=compare/)
  await expect(errorRegion).toContainText('tap-test.fail_after')
  await expect(page.getByRole('region', { name: 'Configuration' })).toContainText('tap-test.fail_after')
  await expect(page.getByRole('region', { name: 'Records by stream' }).getByRole('row').last()).toContainText(
    '−50%',
  )
  // Any other execution of the pipeline will do.
  await page.getByLabel('Compare with').selectOption({ index: 1 })
  await expect(page).toHaveURL(/with=/)
  await expect(page.getByRole('region', { name: 'Compared with another execution' })).toBeVisible()
  await page.getByRole('tab', { name: 'Details' }).click()
  await expect(page.getByRole('region', { name: 'Plugins used' })).toContainText('target-jsonl')

  // A retry and the execution it repeats link to each other.
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(page).not.toHaveURL(new RegExp(execution.id))
  const attempts = page.getByRole('navigation', { name: 'Attempts' })
  await expect(attempts.getByRole('link')).toHaveCount(2)
  await attempts.getByRole('link').first().click()
  await expect(page).toHaveURL(new RegExp(execution.id))
  await expect(attempts.getByRole('link')).toHaveCount(2)
})

test('a change to an execution reaches an open page within a second, without polling', async ({
  page,
  server,
}) => {
  const id = await createPipeline(page, server, { records: 5 })
  await page.goto(`${server.url}/pipelines`)
  const card = page.locator('[data-item]').filter({ hasText: 'Numbers' })
  await expect(card).toBeVisible()
  await page.waitForLoadState('networkidle')
  const requests: string[] = []
  page.on('request', (request) => {
    if (request.url().includes('/api/')) requests.push(request.url())
  })
  await api(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await expect(card.locator('[data-status]').first()).toBeVisible({ timeout: 1000 })
  await expect(card.locator('[data-status="success"]').first()).toBeVisible({ timeout: 45_000 })
  expect(requests.filter((url) => url.includes('/api/executions'))).toEqual([])
})

test('a log of 100,000 lines opens at its end and jumps to its start', async ({ page, server }) => {
  const id = await createPipeline(page, server, { records: 1, log_lines: 100_000 })
  const execution = await api<{ id: string }>(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await page.goto(`${server.url}/executions/${execution.id}`)
  await expect(page.locator('header [data-status="success"]')).toBeVisible({ timeout: 60_000 })
  await page.reload()
  const log = page.getByRole('region', { name: 'Log' })
  await expect(log).toContainText('The execution succeeded')
  await page.getByRole('button', { name: 'Start' }).click()
  await expect(log).toContainText('line number 1')
  const rows = await log.locator('[data-line]').count()
  expect(rows).toBeLessThan(300)
  await log.getByRole('button', { name: 'similar lines, 5 to 199' }).click()
  await expect(log).toContainText('line number 20')

  await page.getByRole('searchbox', { name: 'Search the log' }).fill('LINE NUMBER 4321')
  await expect(log.locator('[data-line]')).toHaveCount(11)
  await log
    .getByRole('link', { name: '4330', exact: false })
    .or(log.locator('[data-line] a').first())
    .first()
    .click()
  await expect(page).toHaveURL(/\?line=\d+$/)
  await expect(log).toContainText('line number 4320')
  await expect(page.getByRole('button', { name: 'First error' })).toHaveAttribute(
    'title',
    'This log has no errors.',
  )
})
