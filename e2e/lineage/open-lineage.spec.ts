import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expectGoodLooks } from '../support/axe.ts'
import { api, expect, test } from '../support/server.ts'

test.use({ serverEnvironment: { FLX_ALERT_PRIVATE_ADDRESSES: 'true' } })

test('an administrator connects a receiver, then sees and settles what it refuses', async ({
  page,
  server,
}) => {
  const received: { key: string | undefined; type: string }[] = []
  let answer = 201
  const receiver = createServer((request, response) => {
    let text = ''
    request.on('data', (chunk: Buffer) => (text += chunk.toString()))
    request.on('end', () => {
      const { eventType } = JSON.parse(text) as { eventType: string }
      if (answer < 300) received.push({ key: request.headers.authorization, type: eventType })
      response.writeHead(answer).end()
    })
  })
  receiver.listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  const url = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}`

  await page.goto(`${server.url}/settings/profile`)
  await page.getByRole('link', { name: 'OpenLineage' }).click()
  const connection = page.getByRole('region', { name: 'Connection' })
  const state = page.getByRole('region', { name: 'Status' })
  await expect(state).toContainText('Off')
  await expect(page.getByText('No waiting events')).toBeVisible()
  await connection.getByLabel('Send events').check()
  await connection.getByRole('button', { name: 'Save' }).click()
  await expect(connection.getByText('Enter the address of the receiver.')).toBeVisible()
  await connection.getByLabel('Address').fill(url)
  await connection.getByLabel('Key', { exact: true }).fill('sesame')
  await connection.getByRole('button', { name: 'Send test event' }).click()
  await expect(connection.getByText(/^The test event arrived after/)).toBeVisible()
  expect(received).toEqual([{ key: 'Bearer sesame', type: 'OTHER' }])
  await connection.getByRole('button', { name: 'Save' }).click()
  await expect(page.getByText('Saved the connection')).toBeVisible()
  await expect(state).toContainText('On, nothing sent yet')
  // The key is stored but not shown.
  const key = connection.getByLabel('Key', { exact: true })
  await expect(key).toHaveValue('')
  await expect(key).toHaveAttribute('placeholder', 'Stored. Leave empty to keep it.')
  await connection.getByLabel('Namespace').fill('e2e')
  await connection.getByRole('button', { name: 'Save' }).click()
  await expect(connection.getByRole('button', { name: 'Save' })).toBeDisabled()

  // A receiver that refuses every event.
  answer = 422
  const body = { name: 'Orders', extractor: 'tap-nothing', loader: 'target-jsonl' }
  await api(page, server.url, 'POST', '/plugins', {
    ...{ name: 'tap-nothing', type: 'extractor', command: [process.execPath, '-e', 'process.exit(1)'] },
  })
  const { id } = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', body)
  await api(page, server.url, 'POST', `/pipelines/${id}/execute`, {})
  await expect(state).toContainText('No events are getting through')
  await expect(state).toContainText('422')
  await connection.getByRole('button', { name: 'Send test event' }).click()
  await expect(connection.getByText(/^The test event did not arrive: /)).toContainText('422')

  // Until it has failed, the waiting event can be viewed.
  await page.getByRole('button', { name: /^Waiting/ }).click()
  await page.getByRole('button', { name: 'Show START of Orders' }).click()
  const dialog = page.getByRole('dialog')
  await expect(dialog.getByRole('region', { name: 'Event as sent' })).toContainText('"eventType": "START"')
  await expect(dialog).not.toContainText('sesame')
  await page.keyboard.press('Escape')

  const failed = page.getByRole('button', { name: /^Failed/ })
  // A waiting event can be retried early, until it has failed.
  const sendNow = page.getByRole('button', { name: 'Send now' }).last()
  await expect(async () => {
    if ((await failed.textContent()) !== 'Failed 3') await sendNow.click({ timeout: 500 })
    await expect(failed).toHaveText('Failed 3', { timeout: 500 })
  }).toPass({ timeout: 60_000 })
  await failed.click()
  await expect(page.getByRole('row', { name: /START of Orders/ })).toContainText('422')
  await page.getByRole('button', { name: 'Discard: FAIL of Orders' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Discard' }).click()
  await expect(page.getByText('Discarded 1 event')).toBeVisible()
  await expect(failed).toHaveText('Failed 2')
  await expectGoodLooks(page)
  answer = 201
  await page.getByRole('button', { name: 'Send all again' }).click()
  await expect(page.getByText('2 events will be sent again')).toBeVisible()
  await expect(failed).toHaveText('Failed 0')
  await expect(state).toContainText('Working')
  await expect
    .poll(() => received.map(({ key, type }) => `${type} ${key ?? ''}`))
    .toEqual([...['OTHER Bearer sesame', 'START Bearer sesame', 'RUNNING Bearer sesame']])
  receiver.close()
})

test('events of another tool appear in the lineage, marked, until their job is forgotten', async ({
  page,
  shared,
}) => {
  const end = (name: string) => [{ namespace: 'postgres://db', name }]
  await api(page, shared.url, 'POST', '/openlineage', {
    ...{
      eventType: 'COMPLETE',
      eventTime: new Date().toISOString(),
      producer: 'https://example.com/integration/dbt',
    },
    ...{ schemaURL: 'https://openlineage.io/spec/2-0-2/OpenLineage.json', inputs: end('shop.raw.orders') },
    run: { runId: '01939c1e-0000-7000-8000-000000000001' },
    ...{ job: { namespace: 'analytics', name: 'shop.daily_revenue' }, outputs: end('shop.marts.revenue') },
  })
  await page.goto(`${shared.url}/settings/openlineage`)
  const jobs = page.getByRole('region', { name: 'Jobs of other tools', exact: true })
  const row = jobs.getByRole('row', { name: /shop\.daily_revenue/ })
  await expect(row).toContainText('dbt')
  await expect(row).toContainText('Success')
  await row.getByRole('link').click()
  const node = page.locator('.react-flow__node').filter({ hasText: 'shop.marts.revenue' })
  await expect(node).toContainText('dbt')
  await node.click()
  const panel = page.getByRole('complementary', { name: 'About shop.marts.revenue' })
  await expect(panel).toContainText('Reported by')
  await expect(panel.getByRole('link', { name: 'shop.daily_revenue' }).first()).toBeVisible()
  await page.getByRole('button', { name: 'Pipelines', exact: true }).click()
  await expect(page.locator('.react-flow__node').filter({ hasText: 'shop.daily_revenue' })).toContainText(
    'dbt',
  )
  await expectGoodLooks(page, [1440])

  await page.goto(`${shared.url}/settings/openlineage`)
  await expectGoodLooks(page)
  await row.getByRole('button', { name: 'Forget shop.daily_revenue' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Forget job' }).click()
  await expect(jobs.getByText('No jobs reported yet')).toBeVisible()
})
