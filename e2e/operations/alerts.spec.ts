import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { join } from 'node:path'

import { api, expect, test } from '../support/server.ts'

test.use({ serverEnvironment: { FLX_ALERT_PRIVATE_ADDRESSES: 'true' } })

test('an administrator adds a channel and a rule, and a failure becomes an incident', async ({
  page,
  server,
}) => {
  test.setTimeout(180_000)
  const receiver = createServer((_request, response) => void response.end('ok'))
  await new Promise<void>((resolve) => void receiver.listen(0, '127.0.0.1', resolve))
  await page.goto(`${server.url}/alerts?tab=rules`)
  // A new installation starts with its own rule.
  await page.getByRole('button', { name: 'Delete Any failure' }).click()
  await page.getByRole('dialog').getByRole('button', { name: 'Delete rule' }).click()
  await expect(page.getByRole('button', { name: 'Delete Any failure' })).toBeHidden()
  await page.goto(`${server.url}/alerts`)
  await expect(page.getByRole('heading', { name: 'No incidents' })).toBeVisible()

  await page.getByRole('tab', { name: 'Channels' }).click()
  await page.getByRole('button', { name: 'Add channel' }).click()
  const dialog = page.getByRole('dialog')
  await dialog.getByLabel('Name').fill('Team hook')
  await dialog.getByLabel('Address').fill('nonsense')
  await dialog.getByRole('button', { name: 'Save channel' }).click()
  await expect(dialog.getByText('Enter an address that starts with https://')).toBeVisible()
  const { port } = receiver.address() as AddressInfo
  await dialog.getByLabel('Address').fill(`http://127.0.0.1:${port}/hook`)
  await dialog.getByLabel('Secret').fill('shared by two')
  await dialog.getByRole('button', { name: 'Save channel' }).click()
  await page.getByRole('button', { name: 'Test Team hook' }).click()
  const channel = page.getByRole('row', { name: /Team hook/ })
  await expect(channel).toContainText('Sent')

  await page.getByRole('button', { name: 'Edit Team hook' }).click()
  await expect(dialog.getByLabel('Secret')).toHaveValue('')
  await expect(dialog.getByLabel('Secret')).toHaveAttribute('placeholder', /Stored/)
  await dialog.getByRole('button', { name: 'Save channel' }).click()
  await expect(dialog).toBeHidden()

  await page.getByRole('tab', { name: 'Rules' }).click()
  await page.getByRole('button', { name: 'Create rule' }).click()
  await dialog.getByLabel('Name').fill('Anything fails')
  await dialog.getByLabel('Team hook').check()
  await dialog.getByRole('button', { name: 'Save rule' }).click()
  const rule = page.getByRole('row', { name: /Anything fails/ })
  await expect(rule).toContainText('All pipelines')

  await api(page, server.url, 'POST', '/plugins', {
    name: 'tap-test',
    type: 'extractor',
    command: [process.execPath, join(import.meta.dirname, '../connectors/tap.mjs')],
    capabilities: ['catalog', 'discover'],
  })
  const pipeline = await api<{ id: string }>(page, server.url, 'POST', '/pipelines', {
    name: 'Broken',
    extractor: 'tap-test',
    loader: 'target-jsonl',
    config: { 'tap-test': { fail_after: 1 } },
  })
  await api(page, server.url, 'POST', `/pipelines/${pipeline.id}/execute`, {})
  // The incident arrives without a reload.
  await expect(rule).toContainText('1 open', { timeout: 45_000 })
  await rule.getByRole('link', { name: '1 open' }).click()
  const incident = page.getByRole('row', { name: /Broken/ })
  await expect(incident).toContainText('The execution failed')
  await page.getByRole('button', { name: 'Acknowledge Broken' }).click()
  await dialog.getByRole('button', { name: 'Acknowledge' }).click()
  await expect(dialog.getByRole('button', { name: 'Remove acknowledgement' })).toBeVisible()
  await dialog.getByRole('button', { name: 'Comment' }).click()
  await dialog.getByLabel('Comment').fill('The source is down until noon.')
  await dialog.getByRole('button', { name: 'Add comment' }).click()
  await expect(dialog.getByRole('list', { name: 'Comments' })).toContainText('until noon')
  await dialog.getByRole('button', { name: 'Done' }).click()
  await expect(incident).toContainText('Administrator')
  // It also appears on the execution and among the failures of the dashboard.
  await incident.getByRole('link', { name: /The execution failed/ }).click()
  await expect(page.getByRole('list', { name: 'Comments' })).toContainText('until noon')
  await page
    .getByRole('navigation', { name: 'Main' })
    .first()
    .getByRole('link', { name: 'Dashboard' })
    .click()
  await expect(page.getByRole('table', { name: 'Recent failures' })).toContainText('Administrator')
  await page.goto(`${server.url}/alerts`)
  await page.getByRole('tab', { name: 'Deliveries' }).click()
  const delivery = page.getByRole('row', { name: /Broken: Anything fails/ })
  await expect(delivery).toContainText('Sent')
  await delivery.getByRole('button', { name: /Send again/ }).click()
  await expect(delivery).toHaveCount(2)
  receiver.close()
})
