import { join } from 'node:path'

import type { Page } from 'playwright/test'

import { api, expect, test } from './support/server.ts'
import { show } from './support/show.ts'

// Nothing listens there: the address is only long.
test.use({ serverEnvironment: { FLX_ALERT_PRIVATE_ADDRESSES: 'true' } })

interface Made {
  id: string
}

const fill = (text: string, length: number): string => text.repeat(length).slice(0, length)
/** Names that nothing breaks by itself: Latin without a space, CJK, emoji of several parts, from right to left. */
const LATIN = fill('W', 255)
const OTHERS = [
  fill('\u8a02\u55ae\u6bcf\u65e5', 255),
  '\u{1f468}\u200d\u{1f469}\u200d\u{1f467}'.repeat(31),
  fill('\u0637\u0644\u0628\u0627\u062a\u064a\u0648\u0645\u064a\u0629', 255),
]
const WIDTHS = [390, 1440, 2560]

/** One of each thing that has a name, as long as it may be. */
async function fillServer(page: Page, url: string) {
  const post = (path: string, body: object) => api<Made>(page, url, 'POST', path, body)
  const tap = `tap-${fill('W', 251)}`
  const plugin = await post('/plugins', {
    name: tap,
    type: 'extractor',
    variant: LATIN,
    label: LATIN,
    description: LATIN,
    command: [process.execPath, join(import.meta.dirname, 'connectors/tap.mjs'), LATIN],
    capabilities: ['catalog', 'discover', 'state'],
    settingDefinitions: [{ name: fill('s', 255), label: LATIN, description: LATIN }],
  })
  const pipelines: string[] = []
  for (const name of [LATIN, ...OTHERS]) {
    const { id } = await post('/pipelines', {
      name,
      description: name,
      extractor: tap,
      loader: 'target-jsonl',
      tags: [fill(name, 48)],
      schedule: '0 3 * * *',
      config: { [tap]: { records: 3, fail: fill('e', 500) } },
    })
    pipelines.push(id)
  }
  const [pipeline = ''] = pipelines
  const execution = await post(`/pipelines/${pipeline}/execute`, {})
  const channel = await post('/alerts/channels', {
    name: LATIN,
    settings: { kind: 'webhook', url: `http://127.0.0.1:9/${fill('u', 200)}` },
  })
  await post('/alerts/rules', { name: LATIN, condition: 'failure', channelIds: [channel.id] })
  await post('/views', { page: 'pipelines', name: fill('V', 80), query: '' })
  await post('/tokens', { name: fill('T', 100), role: 'viewer' })
  await post('/users', {
    name: fill('P', 100),
    email: `${fill('m', 60)}@${fill('d', 60)}.example`,
    password: 'compiler compiler',
    role: 'viewer',
  })
  return { plugin: plugin.id, pipelines, execution: execution.id }
}

test.use({ serverEnvironment: { FLX_ALERT_PRIVATE_ADDRESSES: 'true' } })

test('no name widens a page, whatever its length and script', async ({ page, server }) => {
  // Every page, measured at each width without loading it again.
  test.setTimeout(300_000)
  const { plugin, pipelines, execution } = await fillServer(page, server.url)
  const finished = () => api<{ status: string }>(page, server.url, 'GET', `/executions/${execution}`)
  await expect.poll(async () => (await finished()).status, { timeout: 60_000 }).toMatch(/success|failed/)
  const wide: string[] = []
  for (const path of pagesOf({ plugin, pipelines, execution })) {
    await test.step(path, async () => {
      await show(page, server.url + path)
      for (const width of WIDTHS) {
        await page.setViewportSize({ width, height: 900 })
        const over = await page.evaluate(tooWide)
        if (over > 0)
          wide.push(`${path} at ${width} px: ${over} px too wide because of ${await widest(page)}`)
      }
    })
  }
  expect(wide).toEqual([])
})

/** Every address of the page for who is signed in, with its tabs; other scripts where a name is in a place of its own. */
function pagesOf({ plugin, pipelines, execution }: Awaited<ReturnType<typeof fillServer>>): string[] {
  const [pipeline = ''] = pipelines
  return [
    '/',
    '/wall',
    '/pipelines',
    '/pipelines?view=table',
    '/pipelines/new',
    `/pipelines/new?from=${pipeline}`,
    ...pipelines.map((id) => `/pipelines/${id}`),
    `/pipelines/${pipeline}?tab=timeline`,
    `/pipelines/${pipeline}/edit`,
    '/schedules',
    '/executions',
    `/executions?pipelineId=${pipeline}`,
    `/executions/${execution}`,
    ...['state', 'compare', 'facts'].map((tab) => `/executions/${execution}?tab=${tab}`),
    '/plugins',
    '/plugins?tab=catalogue',
    '/plugins/new',
    `/plugins/${plugin}`,
    ...['incidents', 'rules', 'channels', 'deliveries'].map((tab) => `/alerts?tab=${tab}`),
    ...['profile', 'tokens', 'people', 'audit', 'storage', 'api'].map((page) => `/settings/${page}`),
  ]
}

/** By how many pixels the page is wider than its window, once it is drawn in that width. */
const tooWide = (): Promise<number> =>
  new Promise((resolve) => {
    const measure = () => resolve(document.documentElement.scrollWidth - innerWidth)
    requestAnimationFrame(() => requestAnimationFrame(measure))
  })

/** The innermost elements that reach over the right edge. */
const widest = (page: Page): Promise<string> =>
  page.evaluate(() =>
    [...document.querySelectorAll('body *')]
      .filter((element) => element.getBoundingClientRect().right > innerWidth + 1)
      .filter(
        (element) =>
          ![...element.children].some((child) => child.getBoundingClientRect().right > innerWidth + 1),
      )
      .slice(0, 3)
      .map(
        (element) =>
          `<${element.tagName.toLowerCase()} class="${element.className}"> ${element.textContent.slice(0, 20)}`,
      )
      .join(' | '),
  )
