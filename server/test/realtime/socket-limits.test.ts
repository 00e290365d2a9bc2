import { afterAll, beforeAll, expect, it } from 'vitest'

import { SOCKET_LIMITS } from '../../src/realtime/socket-limits.ts'
import { subscribe, type Client } from '../support/client.ts'
import { startTestServer, type TestServer } from '../support/server.ts'

let server: TestServer
let user: Client
beforeAll(async () => {
  server = await startTestServer()
  user = await server.as('operator')
})
afterAll(() => server[Symbol.asyncDispose]())

it('lets a page follow a hundred executions, leave them and follow others', async () => {
  await using socket = await user.connect()
  const topics = (from: number) =>
    Array.from(
      { length: 100 },
      (_, index) => `execution:018f0000-0000-7000-8000-${String(from + index).padStart(12, '0')}`,
    )
  // No more than the burst that a socket can send: a page takes its time.
  for (const from of [0, 100]) {
    const answers = await Promise.all(topics(from).map((topic) => subscribe(socket, topic)))
    expect(answers.every((answer) => 'seq' in answer)).toBe(true)
    await Promise.all(topics(from).map((topic) => socket.emitWithAck('unsubscribe', topic)))
  }
  expect(socket.connected).toBe(true)
})

it('bounds the topics of one socket', async () => {
  await using socket = await user.connect()
  const answers = []
  for (let index = 0; index <= SOCKET_LIMITS.topics; index += 1) {
    const id = `018f0000-0000-7000-8000-${String(index).padStart(12, '0')}`
    answers.push(await subscribe(socket, `execution:${id}`))
  }
  expect(answers.filter((answer) => 'seq' in answer)).toHaveLength(SOCKET_LIMITS.topics)
  expect(answers.at(-1)).toMatchObject({ error: { code: 'invalid' } })
})

it('lets many tabs of one user follow what they show', async () => {
  const tabs = await Promise.all(Array.from({ length: 60 }, () => user.connect()))
  const answers = await Promise.all(
    tabs.flatMap((tab) => ['pipelines', 'executions', 'holds'].map((topic) => subscribe(tab, topic))),
  )
  expect(answers.every((answer) => 'seq' in answer)).toBe(true)
  for (const tab of tabs) tab.close()
})

it("closes a user's sockets at once when their role changes or they are disabled", async () => {
  const admin = await server.as('admin')
  for (const change of [{ role: 'operator' }, { isDisabled: true }]) {
    const viewer = await server.as('viewer')
    const { id } = (await viewer.get('/api/auth/get-session')).body
    await using socket = await viewer.connect()
    expect(await subscribe(socket, 'pipelines')).toEqual({ seq: expect.any(Number) })
    const ended = new Promise((resolve) => void socket.once('disconnect', resolve))
    const answer = await admin.patch(`/api/users/${id}`, change)
    expect(answer.status).toBe(200)
    expect(await ended).toBe('io server disconnect')
  }
})

it('refuses a handshake at an unknown host name of the server', async () => {
  const { port } = new URL(server.url)
  const host = `rebound.example:${port}`
  await expect(user.connect({ host, origin: `http://${host}` })).rejects.toThrow('websocket error')
  await expect(user.connect({ host })).rejects.toThrow('websocket error')
})
