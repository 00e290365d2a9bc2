import { createHmac } from 'node:crypto'
import { createServer, type IncomingHttpHeaders, type Server } from 'node:http'
import type { AddressInfo } from 'node:net'
import { text } from 'node:stream/consumers'

import type { AlertDelivery } from '@flx/shared/alert'
import { SMTPServer } from 'smtp-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { isPrivateAddress } from '../../src/adapters/alerts/public-address.ts'
import type { Client } from '../support/client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'
import { createStubPipeline, registerStubPlugins } from '../support/stub-plugins.ts'

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
    expect(JSON.parse((await receiver.next()).body).text).toContain(
      'succeeded with no records; usual are 500',
    )
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
  await using closed = await startTestServer({ env: { FLX_ROLES: 'web,scheduler' } })
  const other = await closed.as('admin')
  for (const host of ['127.0.0.1', 'localhost', '[::ffff:127.0.0.1]', '2130706433']) {
    const url = receiver.url.replace('127.0.0.1', host)
    const { body } = await other.post('/api/alerts/channels', {
      name: host,
      settings: { kind: 'webhook', url },
    })
    await other.post(`/api/alerts/channels/${body.id}/test`)
    for (;;) {
      const { body: log } = await other.get(`/api/alerts/deliveries?channelId=${body.id}`)
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
