import { join } from 'node:path'

import type { Page } from 'playwright/test'

import { api, expect } from './server.ts'

const TAP = join(import.meta.dirname, '../connectors/tap.mjs')

/** Adds the extractor `tap-test`, which makes records up. */
export const addTestTap = (page: Page, url: string): Promise<{ id: string }> =>
  api(page, url, 'POST', '/plugins', {
    name: 'tap-test',
    type: 'extractor',
    command: [process.execPath, TAP],
    capabilities: ['catalog', 'discover', 'state'],
  })

interface Items {
  items: { id: string }[]
}

/** Adds the samples, and executes the first one to its end. Gives one id of each kind, for addresses of pages. */
export async function executedSample(
  page: Page,
  url: string,
): Promise<{ pipeline: string; execution: string; plugin: string }> {
  const { items } = await api<Items>(page, url, 'POST', '/samples', {})
  const pipeline = items[0]?.id ?? ''
  const { id: execution } = await api<{ id: string }>(page, url, 'POST', `/pipelines/${pipeline}/execute`, {})
  const plugins = await api<Items>(page, url, 'GET', '/plugins')
  await page.goto(`${url}/executions/${execution}`)
  await expect(page.locator('[data-status="success"]').first()).toBeVisible({ timeout: 45_000 })
  return { pipeline, execution, plugin: plugins.items[0]?.id ?? '' }
}
