import { join } from 'node:path'

import type { Page } from 'playwright/test'

import { api, type ProductServer } from './server.ts'

const TAP = join(import.meta.dirname, '../connectors/tap.mjs')

/** Adds the extractor `tap-test`, which makes up records. */
export const addTestTap = (page: Page, url: string): Promise<{ id: string }> =>
  api(page, url, 'POST', '/plugins', {
    name: 'tap-test',
    type: 'extractor',
    command: [process.execPath, TAP],
    capabilities: ['catalog', 'discover', 'state'],
  })

/** Creates pipelines of the test tap, which starts and then waits. Sends a few requests at a time. */
export async function createPipelines(
  page: Page,
  server: ProductServer,
  count: number,
  fields: (index: number) => Record<string, unknown> = () => ({}),
): Promise<string[]> {
  await addTestTap(page, server.url)
  const create = async (index: number): Promise<string> => {
    const { id } = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
      name: `pipeline ${String(index).padStart(3, '0')}`,
      extractor: 'tap-test',
      loader: 'target-jsonl',
      config: { 'tap-test': { records: 1_000_000, pause_ms: 1000 } },
      ...fields(index),
    })
    return id
  }
  const ids: string[] = []
  // A few are created one by one, so that lists have their order. For many that would take too long.
  const atOnce = count > 20 ? 10 : 1
  while (ids.length < count) {
    const batch = Math.min(atOnce, count - ids.length)
    ids.push(
      ...(await Promise.all(Array.from({ length: batch }, (_, offset) => create(ids.length + offset)))),
    )
  }
  return ids
}

/** Returns the rows of a list. */
export const rows = (page: Page) => page.locator('[data-item]')
export const bulk = (page: Page) => page.locator('[data-bulk]')
