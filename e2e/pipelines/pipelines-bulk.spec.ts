import type { Page, Route } from 'playwright/test'

import { bulk, createPipelines, rows } from '../support/samples.ts'
import { api, expect, test, type ProductServer } from '../support/server.ts'

/**
 * Blocks the server while a bulk that it has just accepted is running, from its first report on, until `release`:
 * however fast it is, something is left to stop.
 */
async function holdFirstReport(page: Page, server: ProductServer): Promise<() => void> {
  await page.route('**/api/pipelines/bulk', (route) => answerAndPause(route, server))
  await page.route('**/api/bulk/*', async (route) => {
    await answerAndPause(route, server)
    await page.unroute('**/api/bulk/*')
  })
  return () => server.resume()
}

/** Forwards a request from here, so that the server stands still as soon as its answer begins: it must not finish the bulk. */
async function answerAndPause(route: Route, server: ProductServer): Promise<void> {
  const request = route.request()
  const headers = await request.allHeaders()
  server.resume()
  const response = await fetch(request.url(), {
    method: request.method(),
    headers,
    body: request.postData(),
  })
  server.pause()
  const { status } = response
  await route.fulfill({ status, contentType: 'application/json', body: await response.text() })
}

test('everything that matches is executed in the background, with progress, stop and failures', async ({
  page,
  server,
}) => {
  const ids = await createPipelines(page, server, 200)
  await api(page, server.url, 'POST', `/pipelines/${ids[199]}/execute`, {})
  await page.goto(`${server.url}/pipelines?view=table&search=pipeline`)
  await expect(rows(page)).toHaveCount(20)
  await page.getByLabel('Select all pipelines shown').click()
  const bar = page.getByRole('region', { name: 'Selection' })
  await bar.getByRole('button', { name: 'Select all 200 that match' }).click()
  await expect(bar).toContainText('All 200 pipelines')
  await bar.getByRole('button', { name: 'Execute' }).click()
  const release = await holdFirstReport(page, server)
  await page.getByRole('dialog').getByRole('button', { name: 'Execute 200 pipelines' }).click()
  const stopping = page.waitForRequest('**/api/bulk/*/cancel')
  await bulk(page).getByRole('button', { name: 'Stop' }).click()
  await stopping
  release()
  await expect(page.getByRole('dialog')).toBeHidden()
  // The card stays on every page.
  await page.getByRole('link', { name: 'Plugins' }).first().click()
  await expect(page).toHaveURL(/\/plugins/)
  await expect(bulk(page)).toContainText('not processed (stopped)')
  await expect(bulk(page)).toContainText('1 failed')
  await bulk(page).getByRole('button', { name: 'View failure' }).click()
  const failures = page.getByRole('list', { name: 'Failures' })
  await expect(failures).toContainText('pipeline 199')
  await expect(failures).toContainText('has not ended yet')
})
