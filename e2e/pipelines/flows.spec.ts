import { join } from 'node:path'

import { expectGoodLooks } from '../support/axe.ts'
import { api, expect, test } from '../support/server.ts'

const PATH = join(import.meta.dirname, '../../server/src/connectors/samples/customers.csv')

test('pipelines that start one after another are a live picture, and a list on a phone', async ({
  page,
  server,
}) => {
  const create = (name: string, after: string | null) =>
    api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
      ...{ name, after, extractor: 'tap-csv', loader: 'target-jsonl' },
      config: { 'tap-csv': { files: [{ entity: 'customers', path: PATH, keys: ['id'] }] } },
    })
  await page.goto(`${server.url}/pipelines/flows`)
  await expect(page.getByText('No chains yet')).toBeVisible()
  const first = await create('load', null)
  await create('report', first.id)
  const other = await create('ads', null)
  await create('ads report', other.id)

  await page.goto(`${server.url}/pipelines`)
  await page.getByRole('link', { name: 'Flows' }).click()
  const picture = page.locator('.flx-graph')
  const node = (name: string) => picture.getByRole('button', { name: new RegExp(`^${name} `) })
  await expect(node('ads report')).toBeVisible()
  await page.getByRole('searchbox', { name: 'Search chains' }).fill('load')
  await expect(node('ads report')).toBeHidden()
  await expect(node('report')).toContainText('never run')

  await api(page, server.url, 'POST', `/pipelines/${first.id}/execute`, {})
  await expect(node('load')).toContainText('Success', { timeout: 30_000 })
  await expect(node('report')).toContainText('Success', { timeout: 30_000 })

  // By keyboard: along the line, to the available actions.
  await node('load').focus()
  await page.keyboard.press('ArrowRight')
  await page.keyboard.press('Enter')
  const panel = page.getByRole('complementary', { name: 'About report' })
  await expect(panel.getByRole('link', { name: 'Last execution' })).toBeVisible()
  await expectGoodLooks(page, [1440])
  await page.setViewportSize({ width: 390, height: 844 })
  await expect(
    page.getByRole('region', { name: 'Chain of load' }).getByRole('link', { name: 'report' }),
  ).toBeVisible()

  // The drawing shows both sides.
  await page.setViewportSize({ width: 1440, height: 900 })
  await page.goto(`${server.url}/pipelines/${first.id}/edit?as=drawing`)
  await expect(picture.getByRole('button', { name: /^Downstream pipeline report/ })).toBeVisible()
})

test('many chains are drawn in a readable size, and scroll', async ({ page, server }) => {
  const create = (name: string, after: string | null) =>
    api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
      ...{ name, after, extractor: 'tap-csv', loader: 'target-jsonl' },
      config: { 'tap-csv': { files: [{ entity: 'customers', path: PATH, keys: ['id'] }] } },
    })
  let after: string | null = null
  for (let step = 1; step <= 9; step += 1) after = (await create(`step ${step}`, after)).id
  await page.goto(`${server.url}/pipelines/flows`)
  const picture = page.locator('.flx-graph')
  const first = picture.getByRole('button', { name: /^step 1 / })
  await expect(first).toBeVisible()
  await expect(picture.getByRole('group', { name: 'View controls' }).getByRole('status')).toHaveText('80%')
  await expect(first).toBeInViewport()
  await expect(picture.getByRole('button', { name: /^step 9 / })).not.toBeInViewport()
  await picture.hover()
  await page.mouse.wheel(1000, 0)
  await expect(picture.getByRole('button', { name: /^step 9 / })).toBeInViewport()
})
