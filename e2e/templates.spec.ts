import type { Page } from 'playwright/test'

import { expectGoodLooks } from './support/axe.ts'
import { bulk } from './support/samples.ts'
import { api, expect, nightly, test, type ProductServer } from './support/server.ts'

const TEMPLATE = {
  name: 'Shop to warehouse',
  naming: '{customer}: orders',
  parameters: [
    { name: 'customer' },
    { name: 'path', pattern: '*.csv' },
    { name: 'region', kind: 'choice', options: ['EU', 'US', 'APAC'] },
  ],
  body: {
    extractor: 'tap-csv',
    loader: 'target-jsonl',
    schedule: '0 2 * * *',
    tags: ['${params.region}'],
    config: {
      'tap-csv': {
        files: [{ entity: 'orders', path: '${params.path}', keys: ['id'] }],
        records_per_second: 250,
      },
    },
  },
  locked: ['schedule'],
}

/** A line of the table for each customer; one has a region that is not offered, another has a name that is taken. */
function table(): string {
  const lines = Array.from({ length: 48 }, (_, index) => `customer-${index + 1};/data/${index + 1}.csv;EU`)
  return [
    'Customer;Path;Region',
    ...lines,
    'eastline;/data/eastline.csv;UK',
    'customer-1;/data/other.csv;US',
  ].join('\n')
}

const create = (page: Page, server: ProductServer) => api(page, server.url, 'POST', '/templates', TEMPLATE)

test('fifty pipelines are created from a table, and updated when their template changes', async ({
  page,
  server,
}) => {
  await create(page, server)
  await page.goto(`${server.url}/pipelines`)
  await page.getByRole('link', { name: 'Templates' }).click()
  await expect(page.getByRole('link', { name: /^Use / })).toHaveCount(6)
  await expectGoodLooks(page)
  await page.getByRole('link', { name: 'Use Shop to warehouse' }).click()
  await page.getByRole('button', { name: 'From a table' }).click()
  await page.getByRole('textbox', { name: 'Paste a table' }).fill(table())
  await page.getByRole('button', { name: 'Read the table' }).click()
  await expect(page.getByText('2 rows must be fixed')).toBeVisible()
  await page.getByRole('button', { name: 'To fix 2' }).click()
  await expect(page.getByText('Must be EU, US or APAC.')).toBeVisible()
  await expect(page.getByText('Duplicate of row 1: "customer-1: orders".')).toBeVisible()
  await expectGoodLooks(page)
  await page.getByRole('combobox', { name: 'region, row 49' }).selectOption('US')
  await page.getByRole('textbox', { name: 'customer, row 50' }).fill('garnet')
  await expect(page.getByText('50 rows are valid')).toBeVisible()
  await page.getByRole('button', { name: 'Create 50 pipelines' }).click()
  await expect(bulk(page)).toContainText('Created 50 pipelines')
  await expect(page.getByRole('heading', { name: 'Shop to warehouse' })).toBeVisible()

  // One of them is changed manually; fields locked by the template are marked, and changes to them refused.
  await page.getByRole('link', { name: 'garnet: orders' }).click()
  await expect(page.getByRole('region', { name: 'Template', exact: true })).toContainText('Shop to warehouse')
  await page.getByRole('button', { name: 'Edit values' }).click()
  const values = page.getByRole('dialog', { name: 'Values for Shop to warehouse' })
  await values.getByRole('combobox', { name: 'region' }).selectOption('APAC')
  await values.getByRole('button', { name: 'Save values' }).click()
  await expect(page.getByRole('region', { name: 'Template', exact: true })).toContainText('APAC')
  await page.getByRole('link', { name: 'Edit configuration' }).click()
  await expect(page.getByText('Created from the template')).toContainText('schedule')
  await expect(page.getByRole('textbox', { name: 'Cron expression' })).toBeDisabled()
  await page.getByRole('textbox', { name: 'Description' }).fill('Ours')
  await page.getByRole('button', { name: 'Save changes' }).click()
  await expect(page.getByRole('heading', { name: 'garnet: orders', exact: true })).toBeVisible()

  await page.getByRole('link', { name: 'Shop to warehouse' }).click()
  await page.getByRole('button', { name: 'Edit', exact: true }).click()
  const document = page.getByRole('textbox', { name: 'Pipeline', exact: true })
  await document.fill((await document.inputValue()).replace('250', '100') + 'description: Of the template\n')
  await expectGoodLooks(page)
  await page.getByRole('button', { name: 'Save new version' }).click()
  const panel = page.getByRole('region', { name: 'Update available for 50 pipelines' })
  await expect(panel).toContainText('49 take all changes')
  await expect(panel).toContainText('1 keeps overrides')
  await expectGoodLooks(page)
  // The list of pipelines also says so, and filters by template.
  await page.goto(`${server.url}/pipelines?search=garnet`)
  await expect(page.getByRole('link', { name: 'Shop to warehouse v1 · update available' })).toBeVisible()
  await page.getByRole('button', { name: 'Filter by template' }).click()
  await page.getByRole('menu').getByText('Shop to warehouse').click()
  await expect(page).toHaveURL(/template=/)
  await expect(page.getByRole('link', { name: 'garnet: orders', exact: true })).toBeVisible()
  await page.getByRole('link', { name: 'Shop to warehouse v1 · update available' }).click()
  await panel.getByRole('button', { name: 'Update 50 pipelines' }).click()
  await expect(bulk(page).last()).toContainText('Updated 50 pipelines')
  await expect(page.getByText('All pipelines are up to date.')).toBeVisible()
  await page.getByRole('link', { name: 'garnet: orders' }).click()
  await expect(page.getByText('Ours')).toBeVisible()
  await expect(page.getByRole('region', { name: 'Template', exact: true })).toContainText('description')
})

/** Presses Tab until the focus is on an element whose name has this prefix. */
async function tab(page: Page, name: string): Promise<void> {
  const focused = () =>
    page.evaluate(() => {
      const at = document.activeElement
      const isField =
        at instanceof HTMLInputElement || at instanceof HTMLTextAreaElement || at instanceof HTMLSelectElement
      const label = isField ? at.labels?.[0]?.textContent : at?.textContent
      return at?.getAttribute('aria-label') ?? label ?? ''
    })
  for (let step = 0; step < 80 && !(await focused()).startsWith(name); step += 1)
    await page.keyboard.press('Tab')
  expect(await focused()).toContain(name)
}

nightly('one pipeline with the keyboard alone', async ({ page, server }) => {
  const stored = await create(page, server)
  const tabTo = (name: string) => tab(page, name)
  expect(stored).toBeDefined()
  await page.goto(`${server.url}/templates`)
  await expect(page.getByRole('link', { name: 'Use Shop to warehouse' })).toBeVisible()
  await tabTo('Use Shop to warehouse')
  await page.keyboard.press('Enter')
  await expect(page.getByRole('heading', { name: 'Create pipelines from' })).toBeVisible()
  await tabTo('customer')
  await page.keyboard.type('aurora')
  await page.keyboard.press('Tab')
  await page.keyboard.type('/data/aurora.txt')
  await page.keyboard.press('Tab')
  await expect(page.getByText('Must look like *.csv.')).toBeVisible()
  await page.keyboard.press('Shift+Tab')
  await page.keyboard.press('Control+A')
  await page.keyboard.type('/data/aurora.csv')
  await page.keyboard.press('Tab')
  await page.keyboard.press('U')
  await expect(page.getByRole('region', { name: 'Preview' })).toContainText('path: /data/aurora.csv')
  await expect(page.getByText('1 row is valid')).toBeVisible()
  await tabTo('Create 1 pipeline')
  await page.keyboard.press('Enter')
  await expect(bulk(page)).toContainText('Created 1 pipeline')
  await expect(page.getByRole('link', { name: 'aurora: orders' })).toBeVisible()
})

test('many pipelines from a table, and their update, with the keyboard alone', async ({ page, server }) => {
  await create(page, server)
  const press = (key: string) => page.keyboard.press(key)
  await page.goto(`${server.url}/templates`)
  await expect(page.getByRole('link', { name: 'Use Shop to warehouse' })).toBeVisible()
  await tab(page, 'Use Shop to warehouse')
  await press('Enter')
  await expect(page.getByRole('heading', { name: 'Create pipelines from' })).toBeVisible()
  await tab(page, 'From a table')
  await press('Enter')
  await tab(page, 'Paste a table')
  const rows = ['north;/data/north.csv;EU', 'south;/data/south.csv;US', 'east;/data/east.csv;UK']
  await page.keyboard.insertText(['Customer;Path;Region', ...rows].join('\n'))
  await tab(page, 'Read the table')
  await press('Enter')
  await expect(page.getByText('1 row must be fixed')).toBeVisible()
  await tab(page, 'region, row 3')
  await press('A')
  await expect(page.getByText('3 rows are valid')).toBeVisible()
  await tab(page, 'Create 3 pipelines')
  await press('Enter')
  await expect(bulk(page)).toContainText('Created 3 pipelines')
  await expect(page.getByRole('link', { name: 'east: orders' })).toBeVisible()

  await tab(page, 'Edit')
  await press('Enter')
  await expect(page.getByRole('textbox', { name: 'Pipeline', exact: true })).toBeVisible()
  await tab(page, 'Pipeline')
  await press('ControlOrMeta+End')
  await page.keyboard.insertText('description: Of the template\n')
  await tab(page, 'Save new version')
  await press('Enter')
  const panel = page.getByRole('region', { name: 'Update available for 3 pipelines' })
  await expect(panel).toContainText('3 take all changes')
  await tab(page, 'Update 3 pipelines')
  await press('Enter')
  await expect(bulk(page).last()).toContainText('Updated 3 pipelines')
  await expect(page.getByText('All pipelines are up to date.')).toBeVisible()
})
