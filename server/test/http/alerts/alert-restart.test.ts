import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { expect, it, onTestFinished } from 'vitest'

import { startTestServer } from '../../support/server.ts'

it('a restart in the middle of a delivery loses nothing and doubles nothing', async () => {
  const dataDir = await mkdtemp(join(tmpdir(), 'flx-alerts-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const env = { FLX_ROLES: 'web,scheduler', FLX_ALERT_PRIVATE_ADDRESSES: 'true' }
  let answer: (() => void) | undefined
  let arrived: (() => void) | undefined
  const deliveries: unknown[] = []
  const slow = createServer((request, response) => {
    deliveries.push(request.headers['x-flx-delivery'])
    answer = () => void response.end('ok')
    arrived?.()
  })
  await new Promise<void>((resolve) => void slow.listen(0, '127.0.0.1', resolve))
  onTestFinished(() => void slow.close())
  const url = `http://127.0.0.1:${(slow.address() as AddressInfo).port}/`
  const first = await startTestServer({ dataDir, env })
  const settings = { kind: 'webhook', url }
  const client = await first.as('admin')
  const { body: channel } = await client.post('/api/alerts/channels', { name: 'Slow', settings })
  const received = new Promise<void>((resolve) => (arrived = resolve))
  await client.post(`/api/alerts/channels/${channel.id}/test`)
  await received
  // The server ends only once it has stored the outcome of the message in flight.
  const ended = first[Symbol.asyncDispose]()
  answer?.()
  await ended
  {
    // As left by a process that was killed before it stored that it had sent.
    await using idle = await startTestServer({ dataDir, env: { ...env, FLX_ROLES: 'web' } })
    const { body } = await (await idle.as('admin')).get('/api/alerts/deliveries')
    expect(body.items).toMatchObject([{ status: 'sent', attempts: 1 }])
    const message = { kind: 'test', subject: 'Killed', text: '', ruleName: null, pipeline: null } as const
    const at = new Date().toISOString()
    await idle.running.context.alerts.addDelivery(
      { id: 'delivery-of-before', channelId: channel.id, message: { ...message, executionId: null, at } },
      at,
    )
  }
  const repeated = new Promise<void>((resolve) => (arrived = resolve))
  await using second = await startTestServer({ dataDir, env })
  await repeated
  answer?.()
  expect(deliveries.slice(1)).toEqual(['delivery-of-before'])
  const again = await second.as('admin')
  for (;;) {
    const { body } = await again.get('/api/alerts/deliveries?status=sent')
    if (body.items.length === 2) break
    await new Promise((resolve) => setImmediate(resolve))
  }
  expect(deliveries).toHaveLength(2)
})
