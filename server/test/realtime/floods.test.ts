import type { LiveRefusal } from '@flx/shared/live/live'
import { expect, it, vi } from 'vitest'

import { subscribe, type LiveSocket } from '../support/client.ts'
import { serverForFile } from '../support/server-for-file.ts'

const { server } = await serverForFile([])

/** The server's message to a socket before it closes it, and the reason that the client sees. */
async function ending(socket: LiveSocket): Promise<{ refusal: LiveRefusal | undefined; reason: string }> {
  let refusal: LiveRefusal | undefined
  socket.on('refused', (heard) => void (refusal = heard))
  const reason = await new Promise<string>((resolve) => void socket.once('disconnect', resolve))
  return { refusal, reason }
}

const flood = (socket: LiveSocket, count: number): void => {
  for (let index = 0; index < count; index += 1) socket.emit('subscribe', 'pipelines', () => undefined)
}

it('tells a flooding client why, closes the connection, and checks the session at most twice', async () => {
  const user = await server.as('viewer')
  const asked = vi.spyOn(server.running.auth, 'session')
  await using socket = await user.connect()
  const ended = ending(socket)
  flood(socket, 20_000)
  expect(await ended).toEqual({
    reason: 'io server disconnect',
    refusal: { message: expect.stringContaining('too many messages'), retryAfterSeconds: 30 },
  })
  expect(asked.mock.calls.length).toBeLessThanOrEqual(2)
  asked.mockRestore()
  const health = await server.client().get('/healthz')
  expect(health.status).toBe(200)
})

it('keeps a user who flooded out for a while, with a message, and no one else', async () => {
  const user = await server.as('viewer')
  const other = await server.as('viewer')
  await using watching = await other.connect()
  await using socket = await user.connect()
  const ended = ending(socket)
  flood(socket, 5000)
  await ended
  await expect(user.connect()).rejects.toMatchObject({
    message: 'refused',
    data: { message: expect.stringContaining('paused for 30 seconds'), retryAfterSeconds: 30 },
  })
  expect(await subscribe(watching, 'pipelines')).toEqual({ seq: expect.any(Number) })
  expect((await user.get('/api/pipelines')).status).toBe(200)
})

it('counts every packet of any kind', async () => {
  for (const packet of ['4', '42["nothing"]', '3', '40', `42${'['.repeat(400)}${']'.repeat(400)}`]) {
    const user = await server.as('viewer')
    await using socket = await user.connect()
    const ended = ending(socket)
    const { engine } = socket.io
    for (let index = 0; index < 3000; index += 1) engine.write(packet.slice(1))
    expect((await ended).reason).toMatch(/server disconnect|transport close/)
  }
})

it('accepts no binary messages', async () => {
  const user = await server.as('viewer')
  await using socket = await user.connect()
  const ended = ending(socket)
  socket.emit('subscribe', Buffer.alloc(10) as unknown as string, () => undefined)
  expect((await ended).refusal).toBeDefined()
})
