import { join } from 'node:path'

import { readFile } from 'node:fs/promises'

import type { Page } from 'playwright/test'

import { api, expect, signIn, test, type ProductServer } from '../support/server.ts'

const TAP = join(import.meta.dirname, '../connectors/tap.mjs')

/** Creates a pipeline of the test tap and the bundled JSON Lines loader; returns its ID. */
async function createPipeline(page: Page, server: ProductServer): Promise<string> {
  await api(page, server.url, 'POST', '/plugins', {
    name: 'tap-test',
    type: 'extractor',
    command: [process.execPath, TAP],
    capabilities: ['catalog', 'discover', 'state'],
    settingDefinitions: [{ name: 'records', kind: 'integer', label: 'Records' }],
  })
  const pipeline = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: 'Numbers',
    extractor: 'tap-test',
    loader: 'target-jsonl',
    config: { 'tap-test': { records: 20 } },
  })
  return pipeline.id
}

test('a pipeline executes once with stream, setting and limit; the timeline shows who did what', async ({
  page,
  server,
}) => {
  const id = await createPipeline(page, server)
  await page.goto(`${server.url}/pipelines/${id}`)
  await expect(page.getByText('No executions yet')).toBeVisible()
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Execute with options…' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByRole('button', { name: 'Discover streams' }).click()
  await expect(dialog.getByRole('checkbox', { name: 'numbers' })).toBeChecked()
  await dialog.getByLabel('Record limit').fill('none')
  await expect(dialog.getByText('Enter a whole number of 1 or more, or')).toBeVisible()
  await dialog.getByLabel('Record limit').fill('7')
  await dialog.getByText('Extractor: tap-test').click()
  await dialog.getByRole('textbox', { name: /^Records/ }).fill('500000')
  await dialog.getByRole('button', { name: 'Execute once' }).click()
  const history = page.getByRole('region', { name: 'Execution history' })
  await expect(history.locator('[data-status="success"]')).toBeVisible({ timeout: 45_000 })
  await expect(history.getByRole('row').nth(1).getByRole('cell').nth(3)).toHaveText('7')

  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Deactivate' }).click()
  await expect(page.getByText('Numbers is now inactive')).toBeVisible()
  await page.getByRole('button', { name: 'Undo' }).click()
  await page.getByRole('tab', { name: 'Timeline' }).click()
  const timeline = page.getByRole('list', { name: 'Timeline, newest first' })
  await expect(
    timeline.getByRole('listitem').filter({ hasText: 'activated the pipeline' }).first(),
  ).toBeVisible()
  await expect(timeline).toContainText('deactivated the pipeline')
  await expect(timeline).toContainText('created the pipeline')
  await expect(timeline).toContainText('7 records')
})

test('a click on a day of the outcomes filters the history, and the figures are a table and a file', async ({
  page,
  server,
}) => {
  const id = await createPipeline(page, server)
  await api(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await page.goto(`${server.url}/pipelines/${id}`)
  const outcomes = page.getByRole('region', { name: 'Outcomes per day' })
  const history = page.getByRole('region', { name: 'Execution history' })
  await expect(history.locator('[data-status="success"]')).toBeVisible({ timeout: 45_000 })
  await outcomes.locator('.recharts-bar-rectangle path').last().click()
  await expect(page).toHaveURL(/from=\d{4}-\d{2}-\d{2}.*status=success|status=success.*from=/)
  await expect(history.locator('[data-status="success"]')).toBeVisible()
  await history.getByRole('button', { name: /Clear filter Status/ }).click()
  await page.getByRole('button', { name: 'Filter by mode' }).click()
  await page
    .getByRole('menuitemradio', { name: 'Full refresh' })
    .or(page.getByRole('menuitemcheckbox', { name: 'Full refresh' }))
    .click()
  await expect(history.getByText('No executions match')).toBeVisible()
  await history.getByRole('button', { name: 'Clear filters' }).click()
  await outcomes.getByRole('button', { name: 'Table' }).click()
  await expect(outcomes.getByRole('row').nth(1)).toContainText('100')
  const [file] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name: 'Download recent executions as CSV' }).click(),
  ])
  expect(await readFile(await file.path(), 'utf8')).toMatch(/Queued,Status,.*\r\n.*,success,.*,20,/)
})

test('when two users edit one pipeline, the second keeps both changes', async ({ page, server, browser }) => {
  const id = await createPipeline(page, server)
  const context = await browser.newContext()
  const other = await context.newPage()
  await signIn(other, server.url)
  await page.goto(`${server.url}/pipelines/${id}/edit`)
  await page.getByLabel('Description').fill('By the first')
  await page.getByRole('textbox', { name: 'Name', exact: true }).fill('First name')
  await other.goto(`${server.url}/pipelines/${id}/edit`)
  await other.getByRole('textbox', { name: 'Name', exact: true }).fill('Second name')
  await other.getByRole('button', { name: 'Save' }).click()
  await expect(other).toHaveURL(`${server.url}/pipelines/${id}`)
  await page.getByRole('button', { name: 'Save' }).click()
  const dialog = page.getByRole('dialog', { name: 'Another user changed this pipeline' })
  await expect(dialog).toContainText('Second name')
  await dialog.getByRole('button', { name: /^Save/ }).click()
  await expect(page).toHaveURL(`${server.url}/pipelines/${id}`)
  const saved = await api<{ name: string; description: string; version: number }>(
    page,
    server.url,
    'GET',
    `/pipelines/${id}`,
  )
  expect(saved).toMatchObject({ name: 'First name', description: 'By the first', version: 3 })
  await context.close()
})

test('a deleted pipeline keeps its history and can be restored', async ({ page, server }) => {
  const id = await createPipeline(page, server)
  const execution = await api<{ id: string }>(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await page.goto(`${server.url}/pipelines/${id}`)
  const history = page.getByRole('region', { name: 'Execution history' })
  await expect(history.locator('[data-status="success"]')).toBeVisible({ timeout: 45_000 })
  await page.getByRole('button', { name: 'More actions' }).click()
  await page.getByRole('menuitem', { name: 'Delete…' }).click()
  await page.getByRole('dialog').getByRole('textbox').fill('Numbers')
  await page.getByRole('dialog').getByRole('button', { name: 'Delete pipeline' }).click()
  await expect(page).toHaveURL(`${server.url}/pipelines`)
  await page.goto(`${server.url}/executions/${execution.id}`)
  await expect(page.locator('header [data-status="success"]')).toBeVisible()
  await page.goto(`${server.url}/pipelines/${id}`)
  await expect(page.getByText('This pipeline was deleted.')).toBeVisible()
  await expect(history.locator('[data-status="success"]')).toBeVisible()
  await page.getByRole('button', { name: 'Restore' }).click()
  await expect(page.getByText('This pipeline was deleted.')).toBeHidden()
  await expect(page.getByRole('button', { name: 'Execute', exact: true })).toBeEnabled()
})

test('the audit log shows who changed what, and can be filtered', async ({ page, server }) => {
  const id = await createPipeline(page, server)
  await api(page, server.url, 'PATCH', `/pipelines/${id}`, {
    version: 1,
    config: { 'tap-test': { records: 30, api_token: 'tell-nobody' } },
  })
  await page.goto(`${server.url}/settings/audit`)
  const log = page.getByRole('table', { name: 'Audit log, newest first' })
  const edit = log.getByRole('row').filter({ hasText: 'changed pipeline Numbers' })
  await expect(edit).toContainText('Administrator')
  await expect(edit).toContainText('config.tap-test.records')
  await expect(edit).toContainText('secret changed')
  await expect(page.locator('body')).not.toContainText('tell-nobody')
  await page.getByRole('searchbox').or(page.getByLabel('Search the audit log')).first().fill('tap-te')
  await expect(edit).toBeHidden()
  await expect(log).toContainText('created plugin tap-test')
})
