import { mkdirSync, rmSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import { expectGoodLooks, violations } from '../support/axe.ts'
import { api, expect, test } from '../support/server.ts'

const TAP = join(import.meta.dirname, '../connectors/tap.mjs')
const DBT = join(import.meta.dirname, '../../server/test/engine/fixtures/dbt.mjs')

const ORDERS = { id: 'model.shop.orders', rows: 12, description: 'Orders of the shop.' }
const UNIQUE = {
  ...{ id: 'test.shop.unique_orders', tests: [ORDERS.id], fails: true, unless: '../fixed' },
  message: 'Got 2 results, configured to fail if != 0',
}
const REVENUE = { id: 'model.shop.revenue', rows: 3, needs: [ORDERS.id] }

test('dbt models and tests are followed, survive a crash, and only failures are built again', async ({
  page,
  server,
}) => {
  const call = <T>(path: string, body: object) => api<T>(page, server.url, 'POST', path, body)
  const project = join(server.dataDir, 'files/shop')
  const write = (stub: object) => writeFileSync(join(project, 'stub.json'), JSON.stringify(stub))
  mkdirSync(project, { recursive: true })
  writeFileSync(join(project, 'dbt_project.yml'), 'name: shop\nprofile: warehouse\n')
  write({ nodes: [ORDERS, UNIQUE, REVENUE], hang: UNIQUE.id })
  await call('/plugins', { name: 'tap-test', type: 'extractor', command: [process.execPath, TAP] })
  await call('/plugins', {
    ...{ name: 'dbt-postgres', type: 'transformer', mode: 'post-load', capabilities: ['dbt'] },
    command: [process.execPath, DBT],
  })
  const { id } = await call<{ id: string }>('/pipelines', {
    ...{ name: 'Shop', extractor: 'tap-test', loader: 'target-jsonl', transform: 'dbt-postgres:build' },
    config: { 'tap-test': { records: 5 }, 'dbt-postgres': { project_dir: 'shop' } },
  })
  const nodes = page.locator('[data-node]')
  const statusOf = (node: { id: string }) => page.locator(`[data-node="${node.id}"]`)

  // Live: what is done, what is running.
  const first = await call<{ id: string }>(`/pipelines/${id}/execute`, {})
  await page.goto(`${server.url}/executions/${first.id}?tab=models`)
  await expect(statusOf(ORDERS)).toHaveAttribute('data-node-status', 'success', { timeout: 45_000 })
  await expect(statusOf(ORDERS)).toContainText('Orders of the shop.')
  await expect(statusOf(UNIQUE)).toHaveAttribute('data-node-status', 'running')

  // The server is killed meanwhile: the page shows this on the execution, whose data is already loaded.
  await server.crash()
  await expect(page.locator('header [data-status="failed"]')).toBeVisible({ timeout: 45_000 })
  await expect(statusOf(UNIQUE)).not.toHaveAttribute('data-node-status', 'running')
  write({ nodes: [ORDERS, UNIQUE, REVENUE] })
  await page.getByRole('button', { name: 'Retry from…' }).click()
  await page.getByRole('menuitem', { name: 'Retry from the transform' }).click()
  await expect(page).not.toHaveURL(new RegExp(first.id))
  await page.getByRole('tab', { name: 'Models' }).click()
  await expect(page.locator('header [data-status="failed"]')).toBeVisible({ timeout: 45_000 })
  await expect(statusOf(UNIQUE)).toContainText('Got 2 results')
  await expect(statusOf(REVENUE)).toHaveAttribute('data-node-status', 'skipped')
  await expectGoodLooks(page, [1440])

  // After the data is fixed, only what failed, what it tests and what was skipped is built again.
  writeFileSync(join(server.dataDir, 'files/fixed'), '')
  await page.getByRole('button', { name: 'Retry from…' }).click()
  await page.getByRole('menuitem', { name: 'Retry the failed models' }).click()
  await expect(page.locator('header [data-status="success"]')).toBeVisible({ timeout: 45_000 })
  await page.getByRole('tab', { name: 'Models' }).click()
  await expect(nodes).toHaveCount(3)
  rmSync(project, { recursive: true })
})

test('the first records are previewed before and after a mapper, and nothing is loaded', async ({
  page,
  server,
}) => {
  const call = <T>(path: string, body: object) => api<T>(page, server.url, 'POST', path, body)
  await call('/plugins', { name: 'tap-test', type: 'extractor', command: [process.execPath, TAP] })
  const { id } = await call<{ id: string }>('/pipelines', {
    ...{ name: 'Numbers', extractor: 'tap-test', mappers: ['map-fields'], loader: 'target-jsonl' },
    config: {
      'tap-test': { records: 500 },
      'map-fields': { streams: { numbers: { rename: { id: 'number' } } } },
    },
  })
  await page.goto(`${server.url}/pipelines/${id}`)
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Preview records…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Records per stream').selectOption('5')
  await dialog.getByRole('button', { name: 'Preview', exact: true }).click()
  await expect(dialog.getByRole('columnheader', { name: 'number' })).toBeVisible({ timeout: 45_000 })
  await expect(dialog.getByRole('row')).toHaveCount(6)
  await dialog.getByText('tap-test', { exact: true }).click()
  await expect(dialog.getByRole('columnheader', { name: /^id/ })).toBeVisible()
  expect(await violations(page)).toEqual([])
  await page.keyboard.press('Escape')
  const { items } = await api<{ items: unknown[] }>(page, server.url, 'GET', `/executions?pipelineId=${id}`)
  expect(items).toEqual([])
})
