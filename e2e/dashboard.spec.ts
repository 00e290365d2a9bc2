import { join } from 'node:path'
import { readFile } from 'node:fs/promises'

import { api, expect, test } from './support/server.ts'

const TAP = join(import.meta.dirname, 'connectors/tap.mjs')

test('the dashboard follows an execution without polling, and every figure opens its list', async ({
  page,
  server,
}) => {
  await api(page, server.url, 'POST', '/plugins', {
    name: 'tap-test',
    type: 'extractor',
    command: [process.execPath, TAP],
    capabilities: ['catalog', 'discover', 'state'],
  })
  const { id } = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: 'Numbers',
    extractor: 'tap-test',
    loader: 'target-jsonl',
    config: { 'tap-test': { records: 1_000_000, pause_ms: 5 } },
  })
  await page.goto(server.url)
  const figures = page.locator('dl[aria-label="Figures"] > div')
  const running = page.getByRole('region', { name: 'Running now' })
  await expect(figures.filter({ hasText: 'Pipelines' })).toContainText('1 active')
  await expect(running).toContainText('Nothing is running.')

  const execution = await api<{ id: string }>(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await expect(running.getByRole('link', { name: /Numbers/ })).toBeVisible()
  await expect(figures.filter({ hasText: 'Running now' })).toContainText('1')
  await api(page, server.url, 'POST', `/executions/${execution.id}/cancel`, {})
  await expect(running).toContainText('Nothing is running.', { timeout: 20_000 })

  const outcomes = page.getByRole('region', { name: 'Outcomes per day', exact: true })
  await outcomes.getByRole('button', { name: 'Table' }).click()
  await expect(outcomes.getByRole('row')).toHaveCount(31)
  await expect(outcomes.getByRole('row').nth(1)).toContainText('0.0%')
  const saved = page.waitForEvent('download')
  await outcomes.getByRole('button', { name: /CSV/ }).click()
  const rows = (await readFile(await (await saved).path(), 'utf8')).trim().split('\r\n')
  expect(rows[0]).toBe('From,To,Success,Failed,Cancelled,Success rate')
  expect(rows.at(-1)).toMatch(/,0,0,1,0$/)

  await page.getByRole('button', { name: '24h' }).click()
  await expect(page).toHaveURL(/window=24h/)
  await expect(page.getByRole('heading', { name: 'Outcomes per hour' })).toBeVisible()
  await page.reload()
  await expect(page.getByRole('button', { name: '24h', pressed: true })).toBeVisible()
  await figures.filter({ hasText: 'Executions' }).getByRole('link').click()
  await expect(page).toHaveURL(/\/executions\?from=/)
})

test('a wall display shows the figures alone, with the state in the title', async ({ page, server }) => {
  await page.goto(`${server.url}/?wall=1`)
  await expect(page.getByRole('heading', { name: 'Dashboard' })).toBeVisible()
  await expect(page.getByRole('navigation', { name: 'Main' })).toHaveCount(0)
  await expect(page).toHaveTitle(/^0 running/)
  await page.getByRole('link', { name: 'Exit wall display' }).click()
  await expect(page.getByRole('navigation', { name: 'Main' }).first()).toBeVisible()
})
