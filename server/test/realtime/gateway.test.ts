import { totalsOf } from '@flx/shared/executions/execution'
import type { LiveEvent, LiveHint } from '@flx/shared/live/live'
import { describe, expect, it } from 'vitest'

import { subscribe, type LiveSocket } from '../support/client.ts'
import { serverForFile } from '../support/server-for-file.ts'
import { createStubPipeline } from '../support/stubs/stub-plugins.ts'

const { server, editor, viewer } = await serverForFile(['editor', 'viewer'], { stubPlugins: true })

const UNKNOWN = '018f0000-0000-7000-8000-000000000000'

/** The next event or hint that satisfies the test. */
function next<T extends LiveEvent | LiveHint>(
  socket: LiveSocket,
  channel: 'event' | 'hints',
  wanted: (message: LiveEvent | LiveHint) => message is T,
): Promise<T> {
  return new Promise((resolve) => {
    const listen = (heard: LiveEvent | LiveHint[]): void => {
      const message = (Array.isArray(heard) ? heard : [heard]).find(wanted)
      if (message === undefined) return
      socket.off(channel, listen)
      resolve(message)
    }
    socket.on(channel, listen)
  })
}

type ExecutionChanged = Extract<LiveEvent, { type: 'execution.changed' }>
const isExecution = (message: LiveEvent | LiveHint): message is ExecutionChanged =>
  message.type === 'execution.changed'

describe('a live connection', () => {
  it('is refused without a session', async () => {
    await expect(server.client().connect()).rejects.toThrow('unauthenticated')
    const made = server.client()
    made.cookie = 'flx.session_token=abc.def'
    await expect(made.connect()).rejects.toThrow('unauthenticated')
  })

  it('is refused to a page of another site, with or without a session', async () => {
    await expect(viewer.connect({ origin: 'https://evil.example' })).rejects.toThrow('websocket error')
  })

  it('ends when its session is signed out', async () => {
    const user = await server.as('viewer')
    await using socket = await user.connect()
    const ended = new Promise<string>((resolve) => void socket.once('disconnect', resolve))
    await user.post('/api/auth/sign-out')
    expect(await ended).toBe('io server disconnect')
  })
})

describe('a subscription', () => {
  it('is acknowledged with the position in the event log', async () => {
    await using socket = await viewer.connect()
    expect(await subscribe(socket, 'pipelines')).toEqual({ seq: expect.any(Number) })
  })

  it('to the output of a plugin needs an editor', async () => {
    await using asViewer = await viewer.connect()
    expect(await subscribe(asViewer, `plugin:${UNKNOWN}`)).toMatchObject({ error: { code: 'forbidden' } })
    await using asEditor = await editor.connect()
    expect(await subscribe(asEditor, `plugin:${UNKNOWN}`)).toEqual({ seq: expect.any(Number) })
  })

  it('to an unknown topic is refused', async () => {
    await using socket = await editor.connect()
    for (const topic of ['everything', 'pipeline:1', 'session:abc', '', '__proto__']) {
      expect(await subscribe(socket, topic)).toMatchObject({ error: { code: 'invalid' } })
    }
    const odd = { toString: 'x' } as unknown as string
    expect(await subscribe(socket, odd)).toMatchObject({ error: { code: 'invalid' } })
  })

  it('is refused once the session has ended elsewhere', async () => {
    const user = await server.as('viewer')
    await using socket = await user.connect()
    // Without the gateway, as another server would.
    await server.running.auth.signOut(new Headers({ cookie: user.cookie }))
    expect(await subscribe(socket, 'pipelines')).toMatchObject({ error: { code: 'unauthenticated' } })
  })
})

describe('events', () => {
  it('reach the list, the pipeline and the execution', async () => {
    const pipeline = await createStubPipeline(editor)
    await using socket = await viewer.connect()
    await subscribe(socket, 'pipelines')
    await subscribe(socket, 'executions')
    await subscribe(socket, `pipeline:${pipeline.id}`)
    const arrived = next(socket, 'event', isExecution)
    const { body } = await editor.post(`/api/pipelines/${pipeline.id}/execute`)
    const event = await arrived
    expect(event.execution).toMatchObject({ id: body.id, status: 'pending', pipelineId: pipeline.id })
  })

  it('arrive once each, in order, none missing after the acknowledged position', async () => {
    await using socket = await viewer.connect()
    const seen: number[] = []
    socket.on('event', (event) => void seen.push(event.seq))
    const acknowledged = await subscribe(socket, 'pipelines')
    if (!('seq' in acknowledged)) throw new Error('The subscription was refused')
    await subscribe(socket, 'executions')
    await subscribe(socket, 'plugins')
    const pipelines = await Promise.all(Array.from({ length: 10 }, () => createStubPipeline(editor)))
    await Promise.all(pipelines.map(({ id }) => editor.post(`/api/pipelines/${id}/execute`)))
    const cancelled = next(
      socket,
      'event',
      (message): message is ExecutionChanged =>
        isExecution(message) &&
        message.execution.pipelineId === pipelines[0].id &&
        message.execution.status === 'cancelled',
    )
    await editor.post(`/api/pipelines/${pipelines[0].id}/cancel`)
    const last = await cancelled
    const count = last.seq - acknowledged.seq
    expect(count).toBeGreaterThanOrEqual(21)
    expect(seen).toEqual(Array.from({ length: count }, (_, index) => acknowledged.seq + index + 1))
  })

  it('stop when the page unsubscribes', async () => {
    await using socket = await viewer.connect()
    await subscribe(socket, 'pipelines')
    await socket.emitWithAck('unsubscribe', 'pipelines')
    await subscribe(socket, 'plugins')
    const seen: string[] = []
    socket.on('event', (event) => void seen.push(event.type))
    await createStubPipeline(editor)
    const marker = next(
      socket,
      'event',
      (message): message is Extract<LiveEvent, { type: 'plugin.changed' }> =>
        message.type === 'plugin.changed',
    )
    await editor.post('/api/plugins', { name: `tap-${crypto.randomUUID()}`, type: 'extractor' })
    await marker
    expect(seen).toEqual(['plugin.changed'])
  })
})

it('an answer over HTTP states up to which event it is complete', async () => {
  await using socket = await viewer.connect()
  const acknowledged = await subscribe(socket, 'pipelines')
  const before = await viewer.get('/api/pipelines')
  expect({ seq: Number(before.headers.get('x-flx-seq')) }).toEqual(acknowledged)
  const heard = next(
    socket,
    'event',
    (message): message is Extract<LiveEvent, { type: 'pipeline.changed' }> =>
      message.type === 'pipeline.changed',
  )
  await createStubPipeline(editor)
  const { seq } = await heard
  const after = await viewer.get('/api/pipelines')
  expect(Number(after.headers.get('x-flx-seq'))).toBeGreaterThanOrEqual(seq)
})

it('hints reach only their subscribers', async () => {
  await using watcher = await viewer.connect()
  await using other = await viewer.connect()
  await subscribe(watcher, `log:${UNKNOWN}`)
  await subscribe(other, `execution:${UNKNOWN}`)
  const hint: LiveHint = { type: 'log.appended', executionId: UNKNOWN, firstLine: 1, lastLine: 9 }
  const seen: LiveHint[] = []
  other.on('hints', (hints) => void seen.push(...hints))
  const arrived = next(watcher, 'hints', (message): message is LiveHint => message.type === 'log.appended')
  server.running.context.hints.publish(hint)
  expect(await arrived).toEqual(hint)
  const progress: LiveHint = {
    type: 'execution.progress',
    executionId: UNKNOWN,
    pipelineId: UNKNOWN,
    ...totalsOf([]),
    recordsProcessed: 5,
    streams: [],
  }
  const moved = next(other, 'hints', (message): message is LiveHint => message.type === 'execution.progress')
  server.running.context.hints.publish(progress)
  await moved
  expect(seen).toEqual([progress])
})

it('a page that subscribes after the last hint of an execution receives it', async () => {
  const executionId = '018f0000-0000-7000-8000-000000000001'
  const hint: LiveHint = { type: 'transform.progress', executionId }
  await using early = await viewer.connect()
  await subscribe(early, `execution:${executionId}`)
  const sent = next(early, 'hints', (message): message is LiveHint => message.type === 'transform.progress')
  server.running.context.hints.publish(hint)
  await sent
  await using late = await viewer.connect()
  const caughtUp = next(
    late,
    'hints',
    (message): message is LiveHint => message.type === 'transform.progress',
  )
  await subscribe(late, `execution:${executionId}`)
  expect(await caughtUp).toEqual(hint)
})
