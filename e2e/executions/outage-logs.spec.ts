import type { Page } from 'playwright/test'

import { addTestTap } from '../support/samples.ts'
import { api, EVERYTHING, expect } from '../support/server.ts'
import { test } from '../support/silent-server.ts'

const nightly = EVERYTHING ? test : test.skip
const BACK = { timeout: 45_000 }
const logOf = (tab: Page) => tab.getByRole('region', { name: 'Log', exact: true })

async function lastLineOf(
  page: Page,
  url: string,
  execution: string,
): Promise<{ line: number; text: string }> {
  const { lines } = await api<{ lines: { line: number; text: string }[] }>(
    page,
    url,
    'GET',
    `/executions/${execution}/log`,
  )
  return lines.at(-1) ?? { line: 0, text: '' }
}

test('a log that is open during an outage is complete afterwards, wherever it is read', async ({
  page,
  server,
  context,
}) => {
  test.setTimeout(240_000)
  await addTestTap(page, server.url)
  const pipeline = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: 'Numbers',
    extractor: 'tap-test',
    loader: 'target-jsonl',
    config: { 'tap-test': { log_lines: 80, varied: true, records: 100_000, pause_ms: 50 } },
  })
  const execution = await api<{ id: string }>(
    page,
    server.url,
    'POST',
    `/pipelines/${pipeline.id}/execute`,
    {},
  )
  const open = async (): Promise<Page> => {
    const tab = await context.newPage()
    await tab.goto(`${server.url}/executions/${execution.id}`)
    await tab.evaluate(() => Object.assign(globalThis, { neverReloaded: true }))
    return tab
  }
  const tailing = await open()
  await expect(logOf(tailing)).toContainText('line number 80', BACK)
  const reading = await open()
  await expect(logOf(reading)).toContainText('line number 80')
  await reading.getByRole('button', { name: 'Start' }).click()
  await expect(logOf(reading)).toContainText('line number 1')
  // Its first request for the log is lost, as if the server had gone a moment before.
  const latePage = await context.newPage()
  await latePage.route(/\/log(\?|$)/, (route) => route.abort())
  await latePage.goto(`${server.url}/executions/${execution.id}`)
  await expect(latePage.getByText('Could not load the log')).toBeVisible()
  await latePage.evaluate(() => Object.assign(globalThis, { neverReloaded: true }))
  const before = await lastLineOf(page, server.url, execution.id)

  let after = before
  await server.away(
    async (url) => {
      await expect
        .poll(async () => (after = await lastLineOf(page, url, execution.id)).line, BACK)
        .toBeGreaterThan(before.line)
      await latePage.unroute(/\/log(\?|$)/)
    },
    { by: 'SIGKILL' },
  )

  await expect(logOf(tailing)).toContainText(after.text, BACK)
  await expect(logOf(latePage)).toContainText(after.text, BACK)
  await expect(reading.getByText(new RegExp(`^${after.line - before.line} lines? below$`))).toBeVisible(BACK)
  await expect(logOf(reading)).toContainText('line number 1')
  for (const tab of [tailing, reading, latePage]) {
    await expect(tab.getByRole('button', { name: `All ${after.line}`, exact: true })).toBeVisible(BACK)
    expect(await tab.evaluate(() => 'neverReloaded' in globalThis)).toBe(true)
  }
  await reading.getByRole('button', { name: /lines? below/ }).click()
  await expect(logOf(reading)).toContainText(after.text)
})

// In every run outage.spec.ts proves it after an orderly end.
nightly(
  'after an outage that ended an installation, its page shows the output of the latest one',
  async ({ page, server, silentServer }) => {
    test.setTimeout(240_000)
    const plugin = await api<{ id: string; revision: number }>(page, server.url, 'POST', '/plugins', {
      name: 'tap-silent',
      type: 'extractor',
      variant: 'acme',
      pipUrl: `${silentServer}/tap-silent.tar.gz`,
    })
    await page.goto(`${server.url}/plugins/${plugin.id}`)
    await page.evaluate(() => Object.assign(globalThis, { neverReloaded: true }))
    await page.getByRole('button', { name: 'Install', exact: true }).click()
    const output = page.getByRole('log', { name: 'Installation output' })
    await expect(output).toContainText('tap-silent.tar.gz', BACK)

    let lines: { text: string }[] = []
    await server.away(
      async (url) => {
        const found = await api<{ revision: number }>(page, url, 'GET', `/plugins/${plugin.id}`)
        // Makes no network request: its Python does not exist.
        await api(page, url, 'PATCH', `/plugins/${plugin.id}`, {
          revision: found.revision,
          python: 'python9.8',
        })
        await api(page, url, 'POST', `/plugins/${plugin.id}/install`, {})
        const readOutput = async () => {
          ;({ lines } = await api<{ lines: { text: string }[] }>(
            page,
            url,
            'GET',
            `/plugins/${plugin.id}/output`,
          ))
          return lines.map(({ text }) => text).join('\n')
        }
        await expect.poll(readOutput, BACK).toContain('9.8')
      },
      { by: 'SIGKILL' },
    )

    for (const { text } of lines) await expect(output).toContainText(text, BACK)
    await expect(output).not.toContainText('tap-silent.tar.gz')
    expect(await page.evaluate(() => 'neverReloaded' in globalThis)).toBe(true)
  },
)
