import { createHmac } from 'node:crypto'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

import type { AlertDelivery } from '@flx/shared/alert'
import { SMTPServer } from 'smtp-server'
import { afterAll, describe, expect, it } from 'vitest'

import { endWaiting, failedBecause } from '../../support/records.ts'
import { serverForFile } from '../../support/server-for-file.ts'
import { createStubPipeline } from '../../support/stubs/stub-plugins.ts'
import { WebhookReceiver } from '../../support/stubs/webhook-receiver.ts'

const { server, admin } = await serverForFile(['admin'], {
  env: { FLX_ROLES: 'web,scheduler', FLX_ALERT_PRIVATE_ADDRESSES: 'true' },
  stubPlugins: true,
})
const receiver = await WebhookReceiver.start()
afterAll(() => receiver[Symbol.asyncDispose]())
// A new installation starts with its own rule.
await admin.delete(`/api/alerts/rules/${(await admin.get('/api/alerts/rules')).body.items[0].id}`)

/** Executes a pipeline to the given end. */
async function end(pipelineId: string, status: 'success' | 'failed', recordsProcessed = 10): Promise<string> {
  const { body } = await admin.post(`/api/pipelines/${pipelineId}/execute`, {})
  const result = status === 'success' ? {} : failedBecause('no route to host')
  const id = await endWaiting(server.running.context, { ...result, recordsProcessed })
  expect(id).toBe(body.id)
  return id
}

const webhook = (secret = '') => ({ kind: 'webhook', url: receiver.url, secret })
async function addChannel(settings: object): Promise<string> {
  const { status, body } = await admin.post('/api/alerts/channels', { name: 'A channel', settings })
  expect(status).toBe(201)
  return body.id
}
async function addRule(rule: object): Promise<string> {
  const { status, body, text: said } = await admin.post('/api/alerts/rules', { name: 'A rule', ...rule })
  expect(said).not.toContain('errors')
  expect(status).toBe(201)
  return body.id
}

/** The delivery, when it is no longer waiting for its first attempt. */
async function tried(channelId: string): Promise<AlertDelivery> {
  for (;;) {
    const { body } = await admin.get(`/api/alerts/deliveries?channelId=${channelId}`)
    const [delivery] = body.items as AlertDelivery[]
    if (delivery !== undefined && delivery.attempts > 0) return delivery
    await new Promise((resolve) => setImmediate(resolve))
  }
}

describe('alerts', () => {
  it('notify once when a pipeline fails and once when it recovers, signed', async () => {
    const channelId = await addChannel(webhook('a shared secret'))
    const { id, name } = await createStubPipeline(admin)
    const ruleId = await addRule({ condition: 'failure', pipelineIds: [id], channelIds: [channelId] })
    const executionId = await end(id, 'failed')
    const opened = await receiver.next()
    expect(JSON.parse(opened.body)).toMatchObject({
      kind: 'opened',
      subject: `${name}: A rule`,
      executionId,
      pipeline: { id, name },
    })
    expect(JSON.parse(opened.body).text).toContain('The execution failed: no route to host')
    const signed = `${opened.headers['x-flx-timestamp'] as string}.${opened.body}`
    const signature = createHmac('sha256', 'a shared secret').update(signed).digest('hex')
    expect(opened.headers['x-flx-signature']).toBe(`sha256=${signature}`)
    const { body: open } = await admin.get(`/api/alerts/incidents?state=open&pipelineId=${id}`)
    expect(open.items).toMatchObject([{ ruleId, executionId, closedAt: null }])

    await end(id, 'failed')
    await end(id, 'success')
    expect(JSON.parse((await receiver.next()).body)).toMatchObject({ kind: 'recovered' })
    expect(receiver.pending).toBe(0)
    const { body: incidents } = await admin.get(`/api/alerts/incidents?pipelineId=${id}`)
    expect(incidents.items).toMatchObject([{ closedAt: expect.any(String) }])
    await admin.delete(`/api/alerts/rules/${ruleId}`)
  })

  it('report a success without records, for the tagged pipelines, and not while muted', async () => {
    const channelId = await addChannel(webhook())
    const tagged = await createStubPipeline(admin, { tags: ['nightly'] })
    const other = await createStubPipeline(admin)
    const ruleId = await addRule({ condition: 'empty', tags: ['nightly'], channelIds: [channelId] })
    for (const { id } of [tagged, other]) {
      await end(id, 'success', 500)
      await end(id, 'success', 0)
    }
    expect(JSON.parse((await receiver.next()).body).text).toContain('succeeded with no records; 500 is usual')
    const operator = await server.as('operator')
    const muted = await operator.post(`/api/alerts/rules/${ruleId}/mute`, { until: '2999-01-01T00:00:00Z' })
    expect(muted).toMatchObject({ status: 200, body: { mutedUntil: '2999-01-01T00:00:00Z' } })
    await end(tagged.id, 'success', 500)
    const quiet = await createStubPipeline(admin, { tags: ['loud'] })
    await addRule({ condition: 'failure', tags: ['loud'], channelIds: [channelId] })
    await end(quiet.id, 'failed')
    // The muted recovery came before it and sent nothing.
    expect(JSON.parse((await receiver.next()).body)).toMatchObject({
      kind: 'opened',
      pipeline: { id: quiet.id },
    })
  })

  it('retry a refused delivery later, with the reason in the delivery log', async () => {
    const channelId = await addChannel(webhook())
    const { id } = await createStubPipeline(admin)
    const ruleId = await addRule({ condition: 'failure', pipelineIds: [id], channelIds: [channelId] })
    receiver.status = 503
    await end(id, 'failed')
    await receiver.next()
    expect(await tried(channelId)).toMatchObject({
      status: 'pending',
      attempts: 1,
      nextAttemptAt: expect.any(String),
      error: expect.stringMatching(/^127\.0\.0\.1:\d+ responded with status 503\. not today$/),
    })
    receiver.status = 200
    await admin.delete(`/api/alerts/rules/${ruleId}`)
  })

  it('send e-mail', async () => {
    const mails: string[] = []
    const smtp = new SMTPServer({
      authOptional: true,
      disabledCommands: ['STARTTLS', 'AUTH'],
      onData: (stream, _session, done) =>
        void text(stream)
          .then((mail) => mails.push(mail))
          .finally(done),
    })
    await new Promise<void>((resolve) => void smtp.listen(0, '127.0.0.1', resolve))
    const { port } = smtp.server.address() as AddressInfo
    const channelId = await addChannel({
      kind: 'email',
      host: '127.0.0.1',
      port,
      from: 'flx@example.com',
      to: ['ops@example.com'],
    })
    expect((await admin.post(`/api/alerts/channels/${channelId}/test`)).status).toBe(202)
    expect(await tried(channelId)).toMatchObject({ kind: 'test', status: 'sent', error: null })
    expect(mails[0]).toContain('Subject: [FLX Pipelines] Test of an alert channel')
    expect(mails[0]).toContain('To: ops@example.com')
    await new Promise<void>((resolve) => smtp.close(resolve))
  })

  it('never return a secret, keep it with its marker, and refuse a marker without a secret', async () => {
    const url = 'https://hooks.example.com/services/T000/B000/very-secret'
    const id = await addChannel({ kind: 'slack', url })
    const listed = await admin.get('/api/alerts/channels')
    expect(listed.text).not.toContain('very-secret')
    const settings = { kind: 'slack', url: { $secret: true } }
    const kept = await admin.patch(`/api/alerts/channels/${id}`, { name: 'Renamed', settings })
    expect(kept.body).toMatchObject({ name: 'Renamed', settings })
    const [stored] = await server.running.context.alerts.findChannels([id])
    expect(stored?.settings).toMatchObject({ url })
    const wrong = await admin.post('/api/alerts/channels', { name: 'x', settings })
    expect(wrong).toMatchObject({ status: 422, body: { errors: [{ path: 'settings.url' }] } })
  })

  it('are sent again at once or as a new delivery, and a rule states its valid numbers', async () => {
    const channelId = await addChannel(webhook())
    const { id } = await createStubPipeline(admin)
    const wrong = await admin.post('/api/alerts/rules', { name: 'x', condition: 'late', threshold: 5 })
    expect(wrong).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'threshold', message: 'Enter a whole number from 30 to 86400.' }] },
    })
    const burn = (burnWindows: unknown, condition = 'burn-rate') =>
      admin.post('/api/alerts/rules', { name: 'x', condition, burnWindows })
    const twice = [1, 1].map((hours) => ({ hours, rate: 2 }))
    for (const windows of [
      [],
      twice,
      [{ hours: 73, rate: 2 }],
      [{ hours: 1.5, rate: 2 }],
      [{ hours: 1, rate: 0.5 }],
    ])
      expect((await burn(windows)).status).toBe(422)
    const [window] = twice
    expect(await burn([window], 'failure')).toMatchObject({
      ...{ status: 422, body: { errors: [{ path: 'burnWindows' }] } },
    })
    expect(await burn([window])).toMatchObject({ status: 201, body: { burnWindows: [window] } })
    const ruleId = await addRule({ condition: 'failures-in-a-row', threshold: 2, pipelineIds: [id] })
    expect(await admin.patch(`/api/alerts/rules/${ruleId}`, { threshold: 2.5 })).toMatchObject({
      status: 422,
    })
    const changes = { condition: 'failure', threshold: null, notifyRecovery: false, channelIds: [channelId] }
    expect(await admin.patch(`/api/alerts/rules/${ruleId}`, changes)).toMatchObject({ body: changes })
    receiver.status = 503
    await end(id, 'failed')
    const first = await receiver.next()
    const waiting = await tried(channelId)
    receiver.status = 200
    const again = await admin.post(`/api/alerts/deliveries/${waiting.id}/send-again`)
    expect(again).toMatchObject({ status: 202, body: { deliveryId: waiting.id } })
    expect((await receiver.next()).headers['x-flx-delivery']).toBe(first.headers['x-flx-delivery'])
    while ((await tried(channelId)).status !== 'sent') await new Promise((resolve) => setImmediate(resolve))
    const { body: anew } = await admin.post(`/api/alerts/deliveries/${waiting.id}/send-again`)
    const second = await receiver.next()
    expect(second.headers['x-flx-delivery']).toBe(anew.deliveryId)
    expect(JSON.parse(second.body)).toMatchObject({ kind: 'opened', ruleName: 'A rule' })
    // The recovery is not sent: the next message is about something else.
    await end(id, 'success')
    await admin.post(`/api/alerts/channels/${channelId}/test`)
    expect(JSON.parse((await receiver.next()).body)).toMatchObject({ kind: 'test' })
    const { body: audit } = await admin.get('/api/audit?entityType=alert-rule')
    expect(audit.items[0]).toMatchObject({ action: 'update', entityName: 'A rule' })
    expect((await admin.get('/api/audit?entityType=alert-channel')).text).not.toContain('a shared secret')
    await admin.delete(`/api/alerts/rules/${ruleId}`)
  })

  it('are acknowledged and commented on by operators, with the execution and in the audit log', async () => {
    const { id, name } = await createStubPipeline(admin)
    const ruleId = await addRule({ condition: 'failure', pipelineIds: [id] })
    const executionId = await end(id, 'failed')
    const good = await createStubPipeline(admin)
    const fine = await end(good.id, 'success')
    const operator = await server.as('operator')
    const viewer = await server.as('viewer')
    const incidents = async () => (await viewer.get(`/api/alerts/incidents?pipelineId=${id}`)).body.items
    while ((await incidents()).length === 0) await new Promise((resolve) => setImmediate(resolve))
    const [incident] = await incidents()
    const path = `/api/alerts/incidents/${incident.id}`
    expect((await viewer.post(`${path}/acknowledge`, {})).status).toBe(403)
    const taken = await operator.post(`${path}/acknowledge`, { comment: 'The source is down.' })
    expect(taken).toMatchObject({
      status: 200,
      body: { acknowledgement: { by: 'The operator' }, comments: [{ body: 'The source is down.' }] },
    })
    // The first one stays.
    await admin.post(`/api/executions/${executionId}/acknowledge`, {})
    const said = await admin.post(`/api/executions/${executionId}/comments`, { body: 'It is back.' })
    expect(said).toMatchObject({ status: 201, body: { acknowledgement: { by: 'The operator' } } })
    expect(await incidents()).toMatchObject([{ acknowledgement: { by: 'The operator' }, comments: 2 }])
    const { body: figures } = await viewer.get('/api/statistics')
    expect(figures.recentFailures[0]).toMatchObject({
      id: executionId,
      acknowledgement: { by: 'The operator' },
    })
    expect((await viewer.get(`/api/executions/${executionId}/notes`)).body.comments).toHaveLength(2)
    expect((await operator.delete(`${path}/acknowledge`)).body).toMatchObject({ acknowledgement: null })
    expect((await operator.post(`/api/executions/${fine}/acknowledge`, {})).status).toBe(409)
    expect((await operator.post(`${path}/comments`, { body: '  ' })).status).toBe(422)
    const { body: audit } = await admin.get(`/api/audit?entityType=execution&entityId=${executionId}`)
    expect(audit.items.map(({ action }: { action: string }) => action)).toEqual(
      expect.arrayContaining(['acknowledge', 'comment', 'acknowledge']),
    )
    // An archived pipeline never recovers.
    expect((await admin.delete(`/api/pipelines/${id}`)).status).toBeLessThan(300)
    while ((await incidents())[0].closedAt === null) await new Promise((resolve) => setImmediate(resolve))
    expect(name).toBe((await incidents())[0].pipelineName)
    await admin.delete(`/api/alerts/rules/${ruleId}`)
  })

  it('refuse rules for unknown objects, and users whose role is too low', async () => {
    const nobody = crypto.randomUUID()
    const rule = { name: 'x', condition: 'failure' }
    const channels = await admin.post('/api/alerts/rules', { ...rule, channelIds: [nobody] })
    expect(channels).toMatchObject({ status: 422, body: { errors: [{ path: 'channelIds.0' }] } })
    const editor = await server.as('editor')
    const viewer = await server.as('viewer')
    expect((await editor.post('/api/alerts/rules', rule)).status).toBe(403)
    expect((await editor.get('/api/alerts/channels')).status).toBe(403)
    expect((await viewer.get('/api/alerts/rules')).status).toBe(200)
    expect((await viewer.post(`/api/alerts/rules/${nobody}/mute`, { until: null })).status).toBe(403)
    expect((await admin.post(`/api/alerts/channels/${nobody}/test`)).status).toBe(404)
  })
})
