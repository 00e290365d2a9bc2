import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import { mkdtemp, rm } from 'node:fs/promises'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'

import { totalsOf } from '@flx/shared/executions/execution'
import type { AlertDelivery } from '@flx/shared/alert'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it, onTestFinished } from 'vitest'

import { isPrivateAddress } from '../../../src/adapters/alerts/public-address.ts'
import type { Client } from '../../support/client.ts'
import { startTestServer, type TestServer } from '../../support/server.ts'
import { createStubPipeline, registerStubPlugins } from '../../support/stub-plugins.ts'

interface Received {
  headers: IncomingHttpHeaders
  body: string
}

/** A receiver of webhooks: hands out what comes, one after the other. */
class Receiver {
  readonly #waiting: ((received: Received) => void)[] = []
  readonly #received: Received[] = []
  status = 200
  readonly server: Server = createServer((request, response) => {
    void text(request).then((body) => {
      const received = { headers: request.headers, body }
      const taker = this.#waiting.shift()
      if (taker === undefined) this.#received.push(received)
      else taker(received)
      response.writeHead(this.status).end(this.status === 200 ? 'ok' : 'not today')
    })
  })
  get url(): string {
    return `http://127.0.0.1:${(this.server.address() as AddressInfo).port}/hook`
  }
  next(): Promise<Received> {
    const first = this.#received.shift()
    return first === undefined
      ? new Promise((resolve) => this.#waiting.push(resolve))
      : Promise.resolve(first)
  }
  get left(): number {
    return this.#received.length
  }
}

const receiver = new Receiver()
let server: TestServer
let admin: Client
beforeAll(async () => {
  await new Promise<void>((resolve) => void receiver.server.listen(0, '127.0.0.1', resolve))
  server = await startTestServer({
    env: { FLX_ROLES: 'web,scheduler', FLX_ALERT_PRIVATE_ADDRESSES: 'true' },
  })
  admin = await server.as('admin')
  // A new installation begins with a rule of its own.
  await admin.delete(`/api/alerts/rules/${(await admin.get('/api/alerts/rules')).body.items[0].id}`)
  await registerStubPlugins(admin)
})
afterAll(async () => {
  receiver.server.close()
  await server[Symbol.asyncDispose]()
})

/** Executes a pipeline to the given end, as a worker would write it. */
async function end(pipelineId: string, status: 'success' | 'failed', recordsProcessed = 10): Promise<string> {
  const { executions } = server.running.context
  const answer = await admin.post(`/api/pipelines/${pipelineId}/execute`, {})
  const token = crypto.randomUUID()
  const claimed = await executions.claim('test', token, new Date(), 30)
  if (claimed === undefined || claimed.id !== answer.body.id) throw new Error('Another execution was waiting')
  await executions.finish(
    { executionId: claimed.id, token },
    {
      status,
      outcome: status === 'success' ? 'completed' : 'errored',
      errorMessage: status === 'success' ? null : 'no route to host',
      errorLines: [],
      ...totalsOf([]),
      recordsProcessed,
      streams: [],
      steps: [],
      logLines: 0,
    },
    new Date().toISOString(),
  )
  return claimed.id
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
  it('tell once when a pipeline fails and once when it is good again, signed', async () => {
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
    expect(receiver.left).toBe(0)
    const { body: incidents } = await admin.get(`/api/alerts/incidents?pipelineId=${id}`)
    expect(incidents.items).toMatchObject([{ closedAt: expect.any(String) }])
    await admin.delete(`/api/alerts/rules/${ruleId}`)
  })

  it('tell of a success without records, for the tagged pipelines, and not while muted', async () => {
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
    // The muted recovery came before it and said nothing.
    expect(JSON.parse((await receiver.next()).body)).toMatchObject({
      kind: 'opened',
      pipeline: { id: quiet.id },
    })
  })

  it('a refused delivery is tried again later and its reason is in the delivery log', async () => {
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
      error: expect.stringMatching(/^127\.0\.0\.1:\d+ answered 503\. not today$/),
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

  it('never give a secret back, keep it with its marker, and refuse a marker for nothing', async () => {
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

  it('are sent again at once or anew, and a rule says which numbers it takes', async () => {
    const channelId = await addChannel(webhook())
    const { id } = await createStubPipeline(admin)
    const wrong = await admin.post('/api/alerts/rules', { name: 'x', condition: 'late', threshold: 5 })
    expect(wrong).toMatchObject({
      status: 422,
      body: { errors: [{ path: 'threshold', message: 'Enter a whole number from 30 to 86400.' }] },
    })
    const ruleId = await addRule({ condition: 'failures-in-a-row', threshold: 2, pipelineIds: [id] })
    expect(await admin.patch(`/api/alerts/rules/${ruleId}`, { threshold: 2.5 })).toMatchObject({
      status: 422,
    })
    const changes = { condition: 'failure', threshold: null, tellRecovery: false, channelIds: [channelId] }
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
    // The recovery is not told: the next message is of something else.
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
    // Who came first stays.
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
    // Nothing of an archived pipeline becomes good again.
    expect((await admin.delete(`/api/pipelines/${id}`)).status).toBeLessThan(300)
    while ((await incidents())[0].closedAt === null) await new Promise((resolve) => setImmediate(resolve))
    expect(name).toBe((await incidents())[0].pipelineName)
    await admin.delete(`/api/alerts/rules/${ruleId}`)
  })

  it('refuse rules for what is not there, and everybody whose role is too low', async () => {
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

it('only public addresses are reached unless the operator allows others', async () => {
  for (const address of ['127.0.0.1', '10.1.2.3', '169.254.169.254', '::1', 'fd00::1', '::ffff:10.0.0.1'])
    expect([address, isPrivateAddress(address)]).toEqual([address, true])
  for (const address of ['1.1.1.1', '2606:4700::1111'])
    expect([address, isPrivateAddress(address)]).toEqual([address, false])
  const dataDir = await mkdtemp(join(tmpdir(), 'flx-alerts-'))
  onTestFinished(() => rm(dataDir, { recursive: true, force: true }))
  const channels: string[] = []
  {
    // A name may lead elsewhere later: what was saved while it was allowed is looked at again at each delivery.
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
  expect(receiver.left).toBe(0)
})

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
  // The server ends only when it has written down what became of the message under way.
  const ended = first[Symbol.asyncDispose]()
  answer?.()
  await ended
  {
    // As a process leaves it that was killed before it wrote down that it had sent.
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

it('an address that is not public is refused when it is entered, by number or by name', async () => {
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
