import type { Page } from 'playwright/test'

import { addTestTap } from '../support/samples.ts'
import { api, EVERYTHING, expect } from '../support/server.ts'
import { test } from '../support/silent-server.ts'

interface Made {
  id: string
  version: number
}

const main = (page: Page) => page.locator('#main')
const shows = (text: string) => async (page: Page) => {
  await expect(main(page).getByText(text).first()).toBeVisible({ timeout: 45_000 })
}

/** Objects from before the outage: a failed and a held execution, a plugin that was not installed. */
async function fillServer(page: Page, url: string, silentServer: string) {
  const post = (path: string, body: object) => api<Made>(page, url, 'POST', path, body)
  await addTestTap(page, url)
  const pipeline = (name: string, config: object) =>
    post('/pipelines', {
      name,
      extractor: 'tap-test',
      loader: 'target-jsonl',
      config: { 'tap-test': config },
    })
  const numbers = await pipeline('Numbers', { log_lines: 40 })
  const broken = await pipeline('Broken', { fail_after: 1 })
  const failed = await post(`/pipelines/${broken.id}/execute`, {})
  await reaches(page, url, failed.id, 'failed')
  const hold = await post('/holds', { reason: 'Held before' })
  const pending = await post(`/pipelines/${numbers.id}/execute`, {})
  const connector = (name: string, source: object) =>
    post('/plugins', { name, type: 'extractor', variant: 'acme', ...source })
  await connector('tap-silent', { pipUrl: `${silentServer}/tap-silent.tar.gz` })
  // Makes no network request: its Python does not exist.
  const pythonless = await connector('tap-pythonless', { pipUrl: 'tap-pythonless', python: 'python9.9' })
  await post(`/plugins/${pythonless.id}/install`, {})
  return { numbers, failed, hold, pending, pythonless }
}

async function reaches(page: Page, url: string, execution: string, status: string): Promise<void> {
  const found = () => api<{ status: string }>(page, url, 'GET', `/executions/${execution}`)
  await expect.poll(async () => (await found()).status, { timeout: 60_000 }).toBe(status)
}

test('after an outage every open page is complete without a reload', async ({
  page,
  server,
  context,
  silentServer,
}) => {
  // Many pages at once, and three starts of the server.
  test.setTimeout(420_000)
  const { numbers, failed, hold, pending, pythonless } = await fillServer(page, server.url, silentServer)
  let lastLine = ''

  /** Pages that are open during the outage, and what each must show afterwards. */
  const open: Record<string, (tab: Page) => Promise<void>> = {
    // With a window in its URL the dashboard is shown even while a cause of failures is open.
    '/?window=7d': shows('Renamed meanwhile'),
    // Rows do not jump: new ones wait until requested.
    '/executions': async (tab) => {
      await expect(
        main(tab)
          .getByRole('row', { name: /Numbers/ })
          .getByText('Success'),
      ).toBeVisible({ timeout: 45_000 })
      await tab.getByRole('button', { name: '1 new execution' }).click()
      await shows('Renamed meanwhile')(tab)
    },
    [`/executions/${pending.id}`]: async (tab) => {
      await expect(tab.locator('header [data-status="success"]').first()).toBeVisible({ timeout: 45_000 })
      await shows(lastLine)(tab)
    },
    '/plugins?search=tap-silent': async (tab) => {
      await expect(tab.locator('[data-bulk]')).toContainText('The server was shut down', { timeout: 45_000 })
    },
    [`/plugins/${pythonless.id}`]: async (tab) => {
      const output = tab.getByRole('log', { name: 'Installation output' })
      await expect(output).toContainText('9.8', { timeout: 45_000 })
      await expect(output).not.toContainText('9.9')
    },
    '/settings/users': shows('Person meanwhile'),
    // They reload what they show by the same table of topics.
    ...(EVERYTHING && {
      '/pipelines': shows('Renamed meanwhile'),
      [`/pipelines/${numbers.id}`]: shows('Renamed meanwhile'),
      [`/executions/${failed.id}`]: shows('Commented meanwhile'),
      '/schedules': shows('Renamed meanwhile'),
      '/alerts?tab=rules': shows('Ruled meanwhile'),
      '/settings/audit': shows('Renamed meanwhile'),
    }),
  }
  const tabs: Page[] = []
  for (const path of Object.keys(open)) {
    const tab = await context.newPage()
    await tab.goto(server.url + path)
    await expect(tab.getByRole('region', { name: 'Holds' })).toContainText('Held before', { timeout: 45_000 })
    await tab.evaluate(() => Object.assign(globalThis, { neverReloaded: true }))
    if (path.startsWith('/plugins?')) await installAll(tab)
    tabs.push(tab)
  }

  await server.away(async (url) => {
    const change = (path: string, body: object) => api<Made>(page, url, 'PATCH', path, body)
    const post = (path: string, body: object) => api<Made>(page, url, 'POST', path, body)
    await page.request.delete(`${url}/api/holds/${hold.id}`, { headers: { origin: url } })
    await reaches(page, url, pending.id, 'success')
    const { lines } = await api<{ lines: { text: string }[] }>(
      page,
      url,
      'GET',
      `/executions/${pending.id}/log`,
    )
    lastLine = lines.at(-1)?.text ?? ''
    await change(`/pipelines/${numbers.id}`, {
      version: numbers.version,
      name: 'Renamed meanwhile',
      schedule: '0 3 * * *',
    })
    await post(`/pipelines/${numbers.id}/execute`, {})
    await post('/holds', { reason: 'Held meanwhile' })
    await post(`/executions/${failed.id}/comments`, { body: 'Commented meanwhile' })
    const { revision } = await api<{ revision: number }>(page, url, 'GET', `/plugins/${pythonless.id}`)
    await change(`/plugins/${pythonless.id}`, { revision, python: 'python9.8' })
    await post(`/plugins/${pythonless.id}/install`, {})
    await post('/alerts/rules', { name: 'Ruled meanwhile', condition: 'failure' })
    await post('/users', {
      name: 'Person meanwhile',
      email: 'meanwhile@example.com',
      password: 'compiler compiler',
      role: 'viewer',
    })
  })

  for (const [index, [path, shows]] of Object.entries(open).entries()) {
    const tab = tabs[index] as Page
    await test.step(path, async () => {
      await shows(tab)
      const holds = tab.getByRole('region', { name: 'Holds' })
      await expect(holds).toContainText('Held meanwhile')
      await expect(holds).not.toContainText('Held before')
      expect(await tab.evaluate(() => 'neverReloaded' in globalThis)).toBe(true)
    })
  }
})

/** Starts a bulk whose progress stays on the page. */
async function installAll(tab: Page): Promise<void> {
  await tab.getByLabel('Select all plugins shown').check()
  const selection = tab.getByRole('region', { name: 'Selection' })
  await selection.getByRole('button', { name: 'Install', exact: true }).click()
  await expect(tab.locator('[data-bulk]')).toContainText('Installing')
}
