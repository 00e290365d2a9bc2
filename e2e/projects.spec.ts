import { randomUUID } from 'node:crypto'
import { mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { violations } from './support/axe.ts'
import { api, expect, test } from './support/server.ts'

const PROJECT = `# The shop's data
default_environment: dev
include_paths: [./more/*.yml]
plugins:
  extractors:
  - name: tap-shop
    namespace: tap_shop
    pip_url: tap-shop==1.0
    settings: [{name: api_key, kind: password}]
    config: {start_date: '2024-01-01', region: $SHOP_REGION}
  - {name: tap-local, namespace: tap_local, executable: ./tap.sh}
  loaders:
  - {name: target-wh, namespace: target_wh, pip_url: target-wh, config: {batch_size: 100}}
environments:
- {name: dev}
- name: prod
  config: {plugins: {loaders: [{name: target-wh, config: {batch_size: 5000}}]}}
jobs:
- {name: shop-orders, tasks: [tap-shop target-wh]}
- {name: local-files, tasks: [tap-local target-wh]}
`
const MORE = `schedules:
- {name: hourly, interval: '@hourly', job: shop-orders}
- {name: adhoc, interval: '@once', job: shop-orders}
`

test('a project is chosen, reviewed and imported, and shown as unchanged when reviewed again', async ({
  page,
  server,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'flx-project-'))
  await mkdir(join(folder, 'shop/more'), { recursive: true })
  await writeFile(join(folder, 'shop/meltano.yml'), PROJECT)
  await writeFile(join(folder, 'shop/more/schedules.yml'), MORE)
  await writeFile(join(folder, 'shop/.env'), 'TAP_SHOP_API_KEY=hunter2-of-env\n')
  try {
    await page.goto(`${server.url}/pipelines`)
    await page.getByRole('button', { name: 'Export, import and more' }).click()
    await page.getByRole('menuitem', { name: 'Import a Meltano project' }).click()
    await expect(page.getByRole('heading', { name: 'Choose your project' })).toBeVisible()
    await page.getByLabel('Choose folder').last().setInputFiles(join(folder, 'shop'))

    const list = page.getByRole('region', { name: 'Import summary' })
    await expect(list).toContainText('pipeline to create1')
    const detail = page.getByRole('region', { name: 'Entry details' })
    await page.getByRole('button', { name: /^target-wh/ }).click()
    await expect(detail).toContainText('settings.batch_size')
    await expect(detail).toContainText('100')
    await page.getByRole('button', { name: 'prod', exact: true }).click()
    await expect(detail).toContainText('5000')
    await page.getByRole('button', { name: 'dev', exact: true }).click()
    await expect(detail).toContainText('100')

    const reasons = page.getByRole('region', { name: 'Skipped, with reasons' })
    await expect(reasons).toContainText('path in the project')
    await expect(reasons).toContainText('more/schedules.yml, line 3')
    await expect(page.getByRole('region', { name: '1 variable is missing' })).toContainText(
      '1 new pipeline is created inactive',
    )
    await page.getByLabel('SHOP_REGION').fill('eu-secret')
    await page.getByLabel('SHOP_REGION').blur()
    await expect(page.getByRole('region', { name: 'All variables have a value' })).toBeVisible()
    expect(await violations(page)).toEqual([])
    expect(await page.content()).not.toContain('hunter2')

    await page.getByRole('button', { name: 'Import 1 pipeline' }).click()
    const done = page.getByRole('list', { name: 'Imported entries' })
    await expect(done.getByRole('listitem')).toHaveText([/tap-shop/, /target-wh/, /shop-orders/])

    await page.getByRole('button', { name: 'Review again' }).click()
    await expect(page.getByRole('status').filter({ hasText: 'Nothing to import' })).toBeVisible()
    await page
      .getByRole('button', { name: /^shop-orders/ })
      .first()
      .click()
    await detail.getByRole('link', { name: 'Open' }).click()
    await expect(page.getByRole('heading', { name: 'shop-orders' })).toBeVisible()
    await expect(page.locator('[data-origin]')).toContainText('From meltano.yml, line 19, in project shop.')
    const { items } = await api<{ items: { schedule: string; isActive: boolean }[] }>(
      page,
      server.url,
      'GET',
      '/pipelines?search=shop-orders',
    )
    expect(items).toMatchObject([{ schedule: '@hourly', isActive: true }])
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test('an import has a time zone, names settings that are missing, and can be undone', async ({
  page,
  server,
}) => {
  const folder = await mkdtemp(join(tmpdir(), 'flx-undone-'))
  await writeFile(
    join(folder, 'meltano.yml'),
    `${PROJECT}${MORE}`.replace('include_paths: [./more/*.yml]\n', ''),
  )
  try {
    await page.goto(`${server.url}/pipelines`)
    await expect(page.getByRole('heading', { level: 1 })).toBeVisible()
    await page.keyboard.press('Control+k')
    await page.getByRole('combobox', { name: 'Search or jump to' }).fill('meltano.yml')
    await page.getByRole('option', { name: /Import a Meltano project/ }).click()
    await page.getByLabel('Choose files').last().setInputFiles(join(folder, 'meltano.yml'))
    await page.getByLabel('Time zone of new schedules').selectOption('Asia/Tokyo')
    await expect(page.getByRole('button', { name: 'Import 1 pipeline' })).toBeEnabled()
    await page.getByRole('button', { name: 'Import 1 pipeline' }).click()

    await expect(page.getByRole('list', { name: 'Needs settings' })).toContainText(
      'tap-shopWithout a value: SHOP_REGION',
    )
    const { items } = await api<{ items: { timezone: string }[] }>(
      page,
      server.url,
      'GET',
      '/pipelines?search=shop-orders',
    )
    expect(items).toMatchObject([{ timezone: 'Asia/Tokyo' }])

    let isDown = true
    await page.route('**/api/projects/*/undo', (route) => (isDown ? route.abort() : route.fallback()))
    await page.getByRole('button', { name: 'Undo the import' }).click()
    const dialog = page.getByRole('dialog')
    // Although the dialog asks before it removes something, and so began at Cancel.
    const retry = dialog.getByRole('button', { name: 'Try again' })
    await expect(retry).toBeFocused({ timeout: 10_000 })
    isDown = false
    await retry.press('Enter')
    await expect(dialog.getByRole('list', { name: 'Entries to undo' }).getByRole('listitem')).toHaveText([
      'Removeshop-orders',
      'Removetarget-wh',
      'Removetap-shop',
    ])
    expect(await violations(page)).toEqual([])
    await dialog.getByRole('button', { name: 'Undo 3 entries' }).click()
    await expect(page.getByText('Undid 3 entries.')).toBeVisible()
    // It is read again: everything in it is new.
    await expect(page.getByRole('button', { name: 'Import 1 pipeline' })).toBeEnabled()
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
})

test.describe('a followed folder', () => {
  // Only its name: each process that lists the tests reads this.
  const folder = join(tmpdir(), `flx-followed-${randomUUID()}`, 'acme')
  test.use({ serverEnvironment: { FLX_PROJECT: folder } })
  test.beforeAll(async () => {
    await mkdir(folder, { recursive: true })
    await writeFile(join(folder, 'meltano.yml'), PROJECT)
  })
  test.afterAll(() => rm(join(folder, '..'), { recursive: true, force: true }))

  test('is imported at the start, and a change on disk shows up', async ({ page, server }) => {
    await page.goto(`${server.url}/pipelines`)
    await expect(page.getByRole('link', { name: 'shop-orders', exact: true })).toBeVisible()
    await expect(page.getByRole('link', { name: 'local-files', exact: true })).toBeVisible()
    await writeFile(
      join(folder, 'meltano.yml'),
      `${PROJECT}- {name: shop-again, tasks: [tap-shop target-wh]}\n`,
    )
    await expect(page.getByText(/1 new/)).toBeVisible({ timeout: 20_000 })
    await page.getByText(/1 new/).click()
    await expect(page.getByRole('link', { name: 'shop-again', exact: true })).toBeVisible()

    // A broken file changes nothing, and the page says where the error is.
    await writeFile(join(folder, 'meltano.yml'), 'jobs: [')
    await expect(async () => {
      await page.goto(`${server.url}/pipelines`)
      await expect(page.getByText(/The project folder acme needs attention.*meltano.yml, line/)).toBeVisible({
        timeout: 1000,
      })
    }).toPass({ timeout: 20_000 })
    await expect(page.getByRole('link', { name: 'shop-again', exact: true })).toBeVisible()

    await writeFile(join(folder, 'meltano.yml'), PROJECT)
    await page.goto(`${server.url}/pipelines/import`)
    await page.getByRole('button', { name: 'Review acme' }).click()
    await expect(page.getByRole('region', { name: 'No longer in the project' })).toContainText('shop-again')

    // An edit made here is written into the file, keeping the comments.
    const { items } = await api<{ items: { id: string; revision: number }[] }>(
      page,
      server.url,
      'GET',
      '/plugins?search=target-wh',
    )
    await api(page, server.url, 'PATCH', `/plugins/${items[0]?.id}`, {
      revision: items[0]?.revision,
      settings: { batch_size: 7 },
    })
    await page.getByRole('button', { name: 'Reload' }).click()
    let isDown = true
    await page.route('**/write-back/preview', (route) => (isDown ? route.abort() : route.fallback()))
    await page.getByRole('button', { name: 'Write edits to files' }).click()
    const dialog = page.getByRole('dialog')
    const retry = dialog.getByRole('button', { name: 'Try again' })
    await expect(retry).toBeFocused({ timeout: 10_000 })
    isDown = false
    await retry.press('Enter')
    await expect(dialog.getByRole('list', { name: 'File changes' })).toContainText('settings.batch_size')
    await dialog.getByRole('button', { name: 'Write to files' }).click()
    await expect(page.getByText('Wrote 1 file.')).toBeVisible()
    expect(await readFile(join(folder, 'meltano.yml'), 'utf8')).toBe(
      PROJECT.replace('batch_size: 100', 'batch_size: 7'),
    )
  })
})
