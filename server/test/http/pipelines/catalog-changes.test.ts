import { describe, expect, it } from 'vitest'

import { afterEvents } from '../../support/events.ts'
import { catalogServer, stream } from './catalog-server.ts'

const { server, admin, editor, viewer, aPipelineOf } = await catalogServer()
const put = (path: string, body: unknown) => editor.send('PUT', path, body)

describe('a changed schema', () => {
  it('is reported against the accepted version until it is accepted', async () => {
    const { id, has, discover, catalog } = await aPipelineOf(stream('orders', 'id', 'ref'))
    await discover()
    await has(stream('orders', 'id', 'channel'), stream('carts', 'id'))
    await discover()
    const changed = await catalog()
    expect(changed.change).toMatchObject({
      counts: { streamsAdded: 1, streamsRemoved: 0, fieldsAdded: 1, fieldsRemoved: 1, typesChanged: 0 },
      diff: {
        streamsAdded: ['carts'],
        fieldsAdded: [{ stream: 'orders', field: 'channel', type: 'string' }],
      },
    })
    const choice = { revision: changed.revision, version: changed.change.to.id }
    expect((await viewer.post(`/api/pipelines/${id}/catalog/accept`, choice)).status).toBe(403)
    const stale = await editor.post(`/api/pipelines/${id}/catalog/accept`, { ...choice, revision: 0 })
    expect(stale).toMatchObject({ status: 409, body: { code: 'stale-version' } })
    const old = { ...choice, version: changed.change.from.id }
    expect((await editor.post(`/api/pipelines/${id}/catalog/accept`, old)).status).toBe(409)
    const accepted = await editor.post(`/api/pipelines/${id}/catalog/accept`, choice)
    expect(accepted.body).toMatchObject({ change: null, isPinned: false, used: { id: choice.version } })
    const timeline = (await viewer.get(`/api/pipelines/${id}/timeline`)).body.items
    expect(
      timeline.map(
        ({ kind, change }: { kind: string; change?: { action?: string } }) => change?.action ?? kind,
      ),
    ).toEqual(['accept', 'discover', 'schema', 'discover', 'create'])
  })

  it('is kept out by a pin, until it is unpinned', async () => {
    const { id, has, discover, catalog } = await aPipelineOf(stream('orders', 'id', 'ref'))
    await discover()
    await has(stream('orders', 'id'))
    await discover()
    const { change, revision } = await catalog()
    const pin = await put(`/api/pipelines/${id}/catalog/pin`, { revision, version: change.from.id })
    expect(pin.body).toMatchObject({ isPinned: true, used: change.from, change: { to: change.to } })
    const loaded = (await editor.post(`/api/pipelines/${id}/discover`)).status
    expect(loaded).toBe(200)
    const { revision: later } = await catalog()
    const unpin = `/api/pipelines/${id}/catalog/pin?revision=`
    expect((await editor.delete(`${unpin}${later - 1}`)).status).toBe(409)
    const freed = await editor.delete(`${unpin}${later}`)
    expect(freed.body).toMatchObject({
      isPinned: false,
      used: { id: change.to.id },
      change: { from: change.from },
    })
  })

  it('opens an incident by its own rule, which closes when it is accepted', async () => {
    const { id, has, discover, catalog } = await aPipelineOf(stream('orders', 'id'))
    const rule = { name: 'Schema', condition: 'schema', pipelineIds: [id] }
    expect((await admin.post('/api/alerts/rules', rule)).status).toBe(201)
    await discover()
    await has(stream('orders', 'id', 'channel'))
    await discover()
    const open = await afterEvents(server.running.context.events, async () => {
      const { items } = (await viewer.get(`/api/alerts/incidents?state=open&pipelineId=${id}`)).body
      return items[0]
    })
    expect(open).toMatchObject({
      condition: 'schema',
      executionId: null,
      message: expect.stringContaining('1 field added. orders.channel added.'),
    })
    // A further change is reported as well: its incident replaces the previous one.
    await has(stream('orders', 'id', 'channel', 'coupon'))
    await discover()
    const further = await afterEvents(server.running.context.events, async () => {
      const { items } = (await viewer.get(`/api/alerts/incidents?state=open&pipelineId=${id}`)).body
      return items.length === 1 && items[0].id !== open.id ? items[0] : undefined
    })
    expect(further.message).toContain('orders.coupon added')
    const { revision, change } = await catalog()
    await editor.post(`/api/pipelines/${id}/catalog/accept`, { revision, version: change.to.id })
    const closed = await afterEvents(server.running.context.events, async () => {
      const { items } = (await viewer.get(`/api/alerts/incidents?state=closed&pipelineId=${id}`)).body
      return items.length === 2 ? items : undefined
    })
    expect(new Set(closed.map((incident: { id: string }) => incident.id))).toEqual(
      new Set([open.id, further.id]),
    )
  })
})
