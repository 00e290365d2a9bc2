import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'

import { afterEach, beforeEach, describe, expect, it } from 'vitest'

import { Client } from '../support/client.ts'
import { ServerProcess } from '../support/server-process.ts'

let folder: string
const started: ServerProcess[] = []
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'flx-start-'))
})
afterEach(async () => {
  for (const server of started.splice(0)) {
    server.child.kill('SIGKILL')
    await server.ended
  }
  await rm(folder, { recursive: true, force: true })
})

function start(env: Record<string, string> = {}): ServerProcess {
  const server = new ServerProcess({ FLX_DATA_DIR: folder, FLX_LOG_LEVEL: 'info', ...env })
  started.push(server)
  return server
}

const ADA = { name: 'Ada', email: 'ada@example.com', password: 'correct horse battery' }

it('prints one line with the address, which then answers; after kill -9 everything is unchanged', async () => {
  const first = start()
  const url = await first.ready()
  expect(url).toMatch(/^http:\/\/127\.0\.0\.1:\d+$/)
  expect((await fetch(`${url}/readyz`)).status).toBe(200)
  const client = new Client(url)
  await client.post('/api/setup', ADA)
  await client.signIn(ADA.email, ADA.password)

  const second = start()
  expect(await second.ended).toBe(1)
  expect(second.output).toMatch(/^Another FLX Pipelines server already uses the data folder .*\n$/)
  expect(second.output).toContain(folder)

  first.child.kill('SIGKILL')
  await first.ended
  const again = new Client(await start().ready())
  again.cookie = client.cookie
  expect((await again.get('/api/auth/get-session')).body).toMatchObject({ name: 'Ada' })
})

describe('a start', () => {
  it('with a wrong value ends with one sentence that names it', async () => {
    const server = start({ FLX_PORT: 'http' })
    expect(await server.ended).toBe(1)
    expect(server.output).toBe('FLX_PORT must be a whole number from 0 to 65535.\n')
  })

  it('on a port in use says so', async () => {
    const other = createServer().listen(0, '127.0.0.1')
    await once(other, 'listening')
    const address = other.address()
    const port = String(typeof address === 'object' ? address?.port : '')
    const server = start({ FLX_PORT: port, FLX_LOG_LEVEL: 'silent' })
    expect(await server.ended).toBe(1)
    expect(server.output).toMatch(/^FLX_PORT \d+ is already in use on 127\.0\.0\.1: .*\n$/)
    other.close()
  })
})

it.each([
  ['SIGTERM', 1],
  // Under npm, Ctrl-C reaches the server twice.
  ['SIGINT', 2],
] as const)(
  'a shutdown by %s, sent %i times, ends once and in order, even with open sockets; the log has no secret',
  async (signal, times) => {
    const server = start()
    const client = new Client(await server.ready())
    await client.post('/api/setup', ADA)
    await client.signIn(ADA.email, ADA.password)
    await client.get('/api/pipelines?search=confidential')
    await using socket = await client.connect()
    const disconnected = new Promise((resolve) => void socket.once('disconnect', resolve))
    for (let time = 0; time < times; time += 1) server.child.kill(signal)
    expect(await server.ended).toBe(0)
    await disconnected
    const lines = server.output.trimEnd().split('\n')
    expect(lines.at(-1)).toContain('The server has stopped')
    expect(server.output.match(/shutting down/g)).toHaveLength(1)
    // One line per request.
    const requests = lines.filter((line) => line.includes('"msg":"request"'))
    expect(requests.map((line) => JSON.parse(line))).toMatchObject([
      { method: 'POST', path: '/api/setup', status: 201 },
      { method: 'POST', path: '/api/auth/sign-in/email', status: 200 },
      { method: 'GET', path: '/api/pipelines', status: 200 },
    ])
    expect(server.output).not.toMatch(/correct horse|ada@example|session_token|confidential/)
  },
)
