import { join } from 'node:path'

import type { Page } from 'playwright/test'

import { api, expect, test, type ProductServer } from './support/server.ts'

const TAP = join(import.meta.dirname, 'connectors/tap.mjs')

/** A pipeline of the test tap and the bundled JSON lines loader; gives its id. */
async function createPipeline(
  page: Page,
  server: ProductServer,
  config: Record<string, unknown>,
): Promise<string> {
  await api(page, server.url, 'POST', '/plugins', {
    name: 'tap-test',
    type: 'extractor',
    command: [process.execPath, TAP],
    capabilities: ['catalog', 'discover', 'state'],
  })
  const pipeline = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: 'Numbers',
    extractor: 'tap-test',
    loader: 'target-jsonl',
    config: { 'tap-test': config },
  })
  return pipeline.id
}

test('a cancelled execution is cancelled for good', async ({ page, server }) => {
  const id = await createPipeline(page, server, { records: 1_000_000, pause_ms: 5 })
  const execution = await api<{ id: string }>(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await page.goto(`${server.url}/executions/${execution.id}`)
  await expect(page.getByTestId('records')).not.toHaveText('0')
  await page.getByRole('button', { name: 'Cancel', exact: true }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Cancel the execution' }).click()
  await expect(page.locator('header [data-status="cancelled"]')).toBeVisible({ timeout: 45_000 })
  await expect(page.getByRole('button', { name: 'Retry' })).toBeVisible()
})

test('a failed execution quotes the line that explains it', async ({ page, server }) => {
  const id = await createPipeline(page, server, { records: 1000, fail_after: 500 })
  const execution = await api<{ id: string }>(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await page.goto(`${server.url}/executions/${execution.id}`)
  const why = page.getByRole('region', { name: 'Why it failed' })
  await expect(why).toContainText('tap-test exited with code 1', { timeout: 45_000 })
  await expect(why).toContainText('401 Unauthorized: the key was revoked')
  await expect(page.getByTestId('records')).toHaveText('500')
})

test('a change of an execution is on an open page within a second, without polling', async ({
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

test('a log of 100,000 lines opens at its end and goes to its start', async ({ page, server }) => {
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

  await page.getByRole('searchbox', { name: 'Search the log' }).fill('LINE NUMBER 4321')
  await expect(log.locator('[data-line]')).toHaveCount(11)
  await log
    .getByRole('link', { name: '4330', exact: false })
    .or(log.locator('[data-line] a').first())
    .first()
    .click()
  await expect(page).toHaveURL(/\?line=\d+$/)
  await expect(log).toContainText('line number 4320')
  await page.getByRole('button', { name: 'First error' }).click()
  await expect(page.getByText('No line of this log is an error.')).toBeVisible()
})
