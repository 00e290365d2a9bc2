import { once } from 'node:events'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'

import { expect, it } from 'vitest'

import { afterEvents } from '../../support/events.ts'
import { startPage } from '../support/page-server.ts'
import { endWaiting, failedBecause } from '../../support/records.ts'

const PRIVATE = { FLX_ALERT_PRIVATE_ADDRESSES: 'true' }
const { page, client, made, join: joins, joinHere } = await startPage(PRIVATE)
for (const [name, type] of [
  ['tap', 'extractor'],
  ['target', 'loader'],
])
  await client.post('/api/plugins', { name, type, command: ['false'] })

it('an alert being sent by a killed leader is sent by the next one, and counts once', async () => {
  const arrivals: unknown[] = []
  let isSlow = true
  const receiver = createServer((request, response) => {
    arrivals.push(request.headers['x-flx-delivery'])
    if (!isSlow) response.end('ok')
    receiver.emit('arrival')
  }).listen(0, '127.0.0.1')
  await once(receiver, 'listening')
  made.defer(() => void receiver.close())
  const address = `http://127.0.0.1:${(receiver.address() as AddressInfo).port}/`
  const { body: channel } = await client.post('/api/alerts/channels', {
    ...{ name: 'Slow', settings: { kind: 'webhook', url: address, secret: '' } },
  })
  const { body: pipeline } = await client.post('/api/pipelines', {
    ...{ name: 'Orders', extractor: 'tap', loader: 'target' },
  })
  const rule = { name: 'Failures', condition: 'failure', pipelineIds: [pipeline.id] }
  expect((await client.post('/api/alerts/rules', { ...rule, channelIds: [channel.id] })).status).toBe(201)

  const doomed = await joins('doomed', { FLX_ROLES: 'scheduler', ...PRIVATE })
  const first = once(receiver, 'arrival')
  await client.post(`/api/pipelines/${pipeline.id}/execute`)
  await endWaiting(page.running.context, failedBecause('no route to host'))
  await first
  doomed.child.kill('SIGKILL')
  await doomed.ended
  isSlow = false
  await using _next = await joinHere({ FLX_ROLES: 'scheduler', ...PRIVATE })
  const deliveries = await afterEvents(page.running.context.events, async () => {
    const { body } = await client.get(`/api/alerts/deliveries?channelId=${channel.id}`)
    return body.items.some(({ status }: { status: string }) => status === 'sent') ? body.items : undefined
  })
  expect(deliveries).toHaveLength(1)
  // The killed leader can have retried it itself if it was killed late.
  expect(arrivals.length).toBeGreaterThan(1)
  expect(new Set(arrivals)).toEqual(new Set([deliveries[0].id]))
  const { body: incidents } = await client.get(`/api/alerts/incidents?pipelineId=${pipeline.id}`)
  const ofRule = incidents.items.filter(({ ruleName }: { ruleName: string }) => ruleName === rule.name)
  expect(ofRule).toHaveLength(1)
})
