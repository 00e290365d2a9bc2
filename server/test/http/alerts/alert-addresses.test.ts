import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import type { AlertDelivery } from '@flx/shared/alert'
import { expect, it, onTestFinished } from 'vitest'

import { isPrivateAddress } from '../../../src/adapters/alerts/public-address.ts'
import { startTestServer } from '../../support/server.ts'
import { WebhookReceiver } from '../../support/stubs/webhook-receiver.ts'

it('only public addresses are reached unless the operator allows others', async () => {
  for (const address of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', 'fd00::1', '::ffff:10.0.0.1'])
    expect([address, isPrivateAddress(address)]).toEqual([address, true])
  for (const address of ['1.1.1.1', '2606:4700::1111'])
    expect([address, isPrivateAddress(address)]).toEqual([address, false])
  await using receiver = await WebhookReceiver.start()
  const dataDir = await mkdtemp(join(tmpdir(), 'flx-alerts-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const channels: string[] = []
  {
    // A name can resolve differently later: an address that was allowed when saved is checked again at each delivery.
    await using open = await startTestServer({ dataDir, env: { FLX_ALERT_PRIVATE_ADDRESSES: 'true' } })
    const client = await open.as('admin')
    for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433']) {
      const settings = { kind: 'webhook', url: receiver.url.replace('127.0.0.1', host) }
      channels.push((await client.post('/api/alerts/channels', { name: host, settings })).body.id)
    }
  }
  await using closed = await startTestServer({ dataDir, env: { FLX_ROLES: 'web,scheduler' } })
  const other = await closed.as('admin')
  for (const id of channels) {
    await other.post(`/api/alerts/channels/${id}/test`)
    for (;;) {
      const { body: log } = await other.get(`/api/alerts/deliveries?channelId=${id}`)
      const [delivery] = log.items as AlertDelivery[]
      if (delivery?.status !== 'failed') {
        await new Promise((resolve) => setImmediate(resolve))
        continue
      }
      expect(delivery.error).toContain('is not a public address')
      break
    }
  }
  expect(receiver.pending).toBe(0)
})

it('a non-public address is refused on entry, by number or by name', async () => {
  await using closed = await startTestServer()
  const client = await closed.as('admin')
  for (const url of [
    'http://10.1.2.3/hook',
    'http://[::ffff:127.0.0.1]/',
    'http://localhost:9/hook',
    'https://2130706433/',
  ]) {
    for (const kind of ['webhook', 'slack']) {
      const { status, body } = await client.post('/api/alerts/channels', {
        name: 'x',
        settings: { kind, url },
      })
      expect([status, body.errors?.[0]?.path]).toEqual([422, 'settings.url'])
      expect(JSON.stringify(body)).toContain('is not a public address')
    }
  }
  const settings = { kind: 'webhook', url: 'https://name-that-does-not-exist.invalid/hook' }
  const { status, body: channel } = await client.post('/api/alerts/channels', { name: 'later', settings })
  expect(status).toBe(201)
  const patched = await client.patch(`/api/alerts/channels/${channel.id}`, {
    settings: { kind: 'webhook', url: 'http://192.168.0.1/' },
  })
  expect(patched.status).toBe(422)
})
