import { once } from 'node:events'
import { createServer } from 'node:net'

import { addTestTap } from '../support/samples.ts'
import { api, expect, test } from '../support/server.ts'

interface Created {
  id: string
}

test.use({ serverEnvironment: { FLX_CONCURRENCY: '1' } })

test('waiting executions are reordered and noted, and a hanging installation is cancelled', async ({
  page,
  server,
}) => {
  const create = (path: string, body: object = {}) => api<Created>(page, server.url, 'POST', path, body)
  await addTestTap(page, server.url)
  const pipeline = async (name: string, config: object) =>
    create('/pipelines', {
      name,
      extractor: 'tap-test',
      loader: 'target-jsonl',
      config: { 'tap-test': config },
    })
  const long = await pipeline('Long', { records: 10_000, pause_ms: 200 })
  const others = [await pipeline('Invoices', { records: 3 }), await pipeline('Stock', { records: 3 })]
  await create(`/pipelines/${long.id}/execute`)
  const rows = page.locator('[data-execution]')
  await page.goto(`${server.url}/executions`)
  await expect(rows.locator('[data-status="running"]')).toHaveCount(1)
  for (const { id } of others) await create(`/pipelines/${id}/execute`)
  await page.goto(`${server.url}/executions`)
  const [invoices, stock] = ['Invoices', 'Stock'].map((hasText) => rows.filter({ hasText }))
  if (invoices === undefined || stock === undefined) throw new Error('There are two.')

  // The list shows each position; the row's menu changes it, and both rows update.
  await expect(invoices.getByTestId('queue-place')).toContainText('1st of 2 in the queue')
  await expect(stock).toContainText('Queued: the only slot is busy · 2nd of 2 in the queue')
  await stock.getByRole('button', { name: 'Priority of Stock' }).click()
  await page.getByRole('menuitemradio', { name: 'High' }).click()
  await expect(stock.getByText('High priority')).toBeAttached()
  await expect(stock.getByTestId('queue-place')).toContainText('1st of 2')
  await expect(invoices.getByTestId('queue-place')).toContainText('2nd of 2')

  // The execution page shows the same; the palette changes the order back.
  await stock.getByRole('link', { name: 'Stock' }).click()
  await expect(page.getByRole('heading', { name: 'Stock', level: 1 })).toBeVisible()
  await expect(page.getByText('Queued: the only slot is busy · 1st of 2 in the queue')).toBeVisible()
  await page.keyboard.press('Control+k')
  await page.keyboard.type('priority low')
  await page.keyboard.press('Enter')
  await expect(page.getByText('Stock now waits with low priority')).toBeVisible()
  await expect(page.getByTestId('queue-place')).toContainText('2nd of 2')

  // A note typed by keyboard, then edited; the list marks it.
  const notes = page.getByRole('list', { name: 'Notes' })
  await page.keyboard.press('n')
  await page.getByRole('textbox', { name: 'Note' }).fill('Waits for the vendor.\nBack at noon.')
  await page.keyboard.press('Control+Enter')
  await expect(notes).toContainText('Back at noon.')
  await notes.getByRole('button', { name: 'Edit note' }).click()
  await page.getByRole('textbox', { name: 'Note' }).fill('Back at two.')
  await page.getByRole('button', { name: 'Save note' }).click()
  await expect(notes).toContainText('Back at two.')
  await expect(notes).toContainText('edited')
  const address = page.url()
  await page.goto(`${server.url}/executions`)
  await expect(stock.getByText('1 note', { exact: true })).toBeAttached()
  await page.goto(address)
  await notes.getByRole('button', { name: 'Delete note' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete note' }).click()
  await expect(page.getByText('No notes.')).toBeVisible()

  // The previous one starts first.
  await create(`/pipelines/${long.id}/cancel`)
  await page.goto(`${server.url}/executions`)
  await expect(rows.locator('[data-status="success"]')).toHaveCount(2, { timeout: 45_000 })
  const started = await api<{ items: { pipelineName: string; startedAt: string }[] }>(
    page,
    server.url,
    'GET',
    '/executions?status=success',
  )
  const order = started.items.toSorted((a, b) => (a.startedAt < b.startedAt ? -1 : 1))
  expect(order.map(({ pipelineName }) => pipelineName)).toEqual(['Invoices', 'Stock'])

  // An index that never answers: the installation lasts until it is cancelled.
  const silent = createServer(() => undefined).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  const port = (silent.address() as { port: number }).port
  const { id } = await create('/plugins', {
    name: 'tap-hangs',
    type: 'extractor',
    pipUrl: `--index-url http://127.0.0.1:${port}/ tap-hangs`,
  })
  await page.goto(`${server.url}/plugins/${id}`)
  const connected = once(silent, 'connection')
  await page.getByRole('button', { name: 'Install', exact: true }).click()
  const [socket] = await connected
  await page.getByRole('button', { name: 'Cancel installation' }).click()
  await expect(
    page.getByText('The last installation did not finish. Cancelled by Administrator.'),
  ).toBeVisible({
    timeout: 20_000,
  })
  await expect(page.getByTitle('Cancelled by Administrator.')).toBeVisible()
  await expect(page.getByRole('button', { name: 'Install', exact: true })).toBeEnabled()
  socket.destroy()
  silent.close()
})
