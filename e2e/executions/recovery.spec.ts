import { addTestTap } from '../support/samples.ts'
import { api, expect, test } from '../support/server.ts'

test('an open page follows the server through a crash, and the next execution succeeds', async ({
  page,
  server,
}) => {
  await addTestTap(page, server.url)
  const { id, version } = await api<{ id: string; version: number }>(page, server.url, 'POST', '/pipelines', {
    name: 'Numbers',
    extractor: 'tap-test',
    loader: 'target-jsonl',
    config: { 'tap-test': { records: 1_000_000, pause_ms: 5 } },
  })
  await api(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await page.goto(`${server.url}/pipelines/${id}`)
  await expect(page.locator('header [data-status="running"]').first()).toBeVisible()

  await server.crash()
  // Without any action, the page reconnects and shows what recovery found.
  await expect(page.locator('header [data-status="failed"]').first()).toBeVisible({ timeout: 45_000 })
  await page.getByRole('row').filter({ hasText: 'Failed' }).getByRole('link').first().click()
  const errorRegion = page.getByRole('region', { name: 'Error' })
  await expect(errorRegion).toContainText('The server stopped while this execution was running')

  await api(page, server.url, 'PATCH', `/pipelines/${id}`, {
    version,
    config: { 'tap-test': { records: 10 } },
  })
  await page.getByRole('button', { name: 'Retry' }).click()
  await expect(page.locator('header [data-status="success"]').first()).toBeVisible({ timeout: 45_000 })
})
