import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import type { Server as HttpServer } from 'node:http'
import { connect, type AddressInfo, type Socket } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { createAdaptorServer } from '@hono/node-server'
import { afterAll, beforeAll, describe, expect, it } from 'vitest'

import { CONNECTION_TIMES, guardConnections, maxConnections } from '../../src/core/connections.ts'
import { createLog } from '../../src/core/log.ts'
import { Client } from '../support/client.ts'
import { MAIN } from '../support/server-process.ts'

const ADMIN = { email: 'ada@example.com', password: 'correct horse battery' }
const TIMEOUT = 180_000

/** The server under `ulimit -n 1024`, in a separate process. */
let folder: string
let child: ReturnType<typeof spawn>
let url: string
let port: number
let admin: Client
const opened: Socket[] = []
beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flx-descriptors-'))
  child = spawn('sh', ['-c', `ulimit -n 1024; exec "${process.execPath}" "${MAIN}"`], {
    env: {
      PATH: process.env['PATH'],
      FLX_DATA_DIR: folder,
      FLX_PORT: '0',
      FLX_LOG_LEVEL: 'error',
      FLX_HUB_URL: 'http://127.0.0.1:9',
      FLX_ADMIN_EMAIL: ADMIN.email,
      FLX_ADMIN_PASSWORD: ADMIN.password,
    },
    stdio: ['ignore', 'pipe', 'inherit'],
  })
  let said = ''
  for await (const chunk of child.stdout ?? []) {
    said += String(chunk)
    if (said.includes('ready at')) break
  }
  url = /ready at (\S+)/.exec(said)?.[1] ?? ''
  port = Number(new URL(url).port)
  admin = await new Client(url).signIn(ADMIN.email, ADMIN.password)
}, TIMEOUT)
afterAll(async () => {
  for (const socket of opened) socket.destroy()
  const ended = once(child, 'exit')
  child.kill('SIGTERM')
  await ended
  await rm(folder, { recursive: true, force: true })
}, TIMEOUT)

/** A connection that sends this text and then nothing more. */
async function silent(said = '', to = port): Promise<Socket> {
  const socket = connect(to, '127.0.0.1')
  socket.on('error', () => undefined)
  opened.push(socket)
  await once(socket, 'connect')
  if (said !== '') socket.write(said)
  return socket
}

/** Everything received over a connection until it is closed. */
async function answerOf(socket: Socket): Promise<string> {
  let text = ''
  socket.on('data', (chunk) => void (text += chunk.toString()))
  if (!socket.destroyed) await once(socket, 'close')
  return text
}

const SLOW_BODY =
  'POST /api/auth/sign-in/email HTTP/1.1\r\nhost: 127.0.0.1\r\ncontent-type: application/json\r\ncontent-length: 1000\r\n\r\n{"email":"'

describe('with 1,000 idle connections, 200 slow request bodies and 1,024 descriptors', () => {
  it('executions continue, and users are answered', { timeout: TIMEOUT }, async () => {
    const sh = (script: string) => ['sh', '-c', script]
    await admin.post('/api/plugins', {
      name: 'tap-one',
      type: 'extractor',
      command: sh(`echo '{"type":"STATE","value":{"n":1}}'`),
    })
    await admin.post('/api/plugins', { name: 'target-none', type: 'loader', command: sh('cat') })
    const { body } = await admin.post('/api/pipelines', {
      name: 'On',
      extractor: 'tap-one',
      loader: 'target-none',
    })
    for (let index = 0; index < 1000; index += 1) await silent()
    for (let index = 0; index < 200; index += 1) await silent(SLOW_BODY)
    for (let round = 0; round < 3; round += 1) {
      const { status, body: execution } = await admin.post(`/api/pipelines/${body.id}/execute`, {})
      expect(status).toBe(202)
      let now = execution
      while (['pending', 'running'].includes(now.status))
        now = (await admin.get(`/api/executions/${now.id}`)).body
      expect(now).toMatchObject({ status: 'success', errorMessage: null })
    }
    expect((await new Client(url).get('/readyz')).status).toBe(200)
  })

  it('a kept connection outlives those of proxies', async () => {
    const answer = await fetch(`${url}/healthz`)
    expect(answer.headers.get('keep-alive')).toBe('timeout=95')
    expect(CONNECTION_TIMES.keepAliveTimeout).toBeGreaterThan(75_000)
  })
})

it('a client that is too slow gets 408, after times that a slow network meets', async () => {
  expect(CONNECTION_TIMES.headersTimeout).toBe(15_000)
  expect(CONNECTION_TIMES.requestTimeout).toBe(30_000)
  // A fiftieth of them: no test waits half a minute to see it.
  const times = {
    headersTimeout: CONNECTION_TIMES.headersTimeout / 50,
    requestTimeout: CONNECTION_TIMES.requestTimeout / 50,
    connectionsCheckingInterval: CONNECTION_TIMES.connectionsCheckingInterval / 50,
  }
  const server = createAdaptorServer({
    fetch: async (request) => new Response(await request.text()),
    serverOptions: { ...CONNECTION_TIMES, ...times },
  }) as HttpServer
  guardConnections(server, 100, createLog('silent'))
  await once(server.listen(0, '127.0.0.1'), 'listening')
  const to = (server.address() as AddressInfo).port
  const [headers, body] = await Promise.all([
    silent('GET / HTTP/1.1\r\nhost: 127.0.0.1\r\nx-slow: ', to).then(answerOf),
    silent(SLOW_BODY, to).then(answerOf),
  ])
  server.close()
  expect(headers).toMatch(/^HTTP\/1\.1 408 /)
  expect(body).toMatch(/^HTTP\/1\.1 408 /)
})

it('reserves descriptors for executions, however few there are', () => {
  expect(maxConnections(1024, 4)).toBe(736)
  expect(maxConnections(256, 64)).toBe(64)
  expect(maxConnections(1_048_576, 4)).toBe(10_000)
  expect(maxConnections(Infinity, 4)).toBe(10_000)
})
