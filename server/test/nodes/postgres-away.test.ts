import { once } from 'node:events'
import { writeFile } from 'node:fs/promises'
import { connect, createServer, type AddressInfo } from 'node:net'
import { join } from 'node:path'

import type { LiveHint, StorageProblem } from '@flx/shared/live/live'
import pg from 'pg'
import { afterAll, expect, it, onTestFinished } from 'vitest'

import { isUnreachable } from '../../src/adapters/db/core/storage-failure.ts'
import { startPostgres } from '../../src/adapters/db/operations/start-postgres.ts'
import { stub } from '../engine/support/engine.ts'
import type { LiveSocket } from '../support/client.ts'
import { createPostgresDatabase } from '../support/database/postgres-database.ts'
import { afterEvents, executionEnded } from '../support/events.ts'
import { startTestServer } from '../support/server.ts'
import { cutConnection } from './cut-connection.ts'

const nextWord = (socket: LiveSocket): Promise<StorageProblem | null> =>
  new Promise((resolve) => {
    const hear = (hints: LiveHint[]): void => {
      for (const hint of hints) {
        if (hint.type !== 'storage.changed') continue
        socket.off('hints', hear)
        resolve(hint.problem)
      }
    }
    socket.on('hints', hear)
  })

const made = new AsyncDisposableStack()
afterAll(() => made.disposeAsync())
const { url } = await createPostgresDatabase(made, true)
const way = made.use(await cutConnection(url))
const server = made.use(
  await startTestServer({ worker: true, postgres: way.url, env: { FLX_GRACE_SECONDS: '1' } }),
)
const client = await server.as('admin')
const goOn = join(server.dataDir, 'go-on')
const RECORDS = 2000
const records = `seq ${RECORDS} | sed 's/.*/{"type":"RECORD","stream":"s","record":{"id":&}}/'`
/** Writes records, waits for the file, and writes the rest. */
const TAP = `
  echo '{"type":"SCHEMA","stream":"s","schema":{},"key_properties":[]}'
  ${records}
  until [ -e '${goOn}' ]; do sleep 0.05; done
  ${records}
`
for (const [name, command] of Object.entries({
  tap: ['sh', '-c', TAP],
  hanging: stub('tap.mjs', { records: 1, hang: true }),
}))
  await client.post('/api/plugins', { name, type: 'extractor', command, capabilities: ['state'] })
const target = stub('target.mjs', { lastState: { kept: true } })
await client.post('/api/plugins', { name: 'target', type: 'loader', command: target })

/** Returns the ID of an execution that runs. */
async function executing(extractor: string): Promise<string> {
  const body = { name: `From ${extractor}`, extractor, loader: 'target' }
  const { body: pipeline } = await client.post('/api/pipelines', body)
  const { body: execution } = await client.post(`/api/pipelines/${pipeline.id}/execute`)
  return afterEvents(server.running.context.events, async () =>
    (await server.running.context.executions.find(execution.id))?.status === 'running'
      ? (execution.id as string)
      : undefined,
  )
}

it('while PostgreSQL is away an execution continues, the pages say so, and nothing is lost', async () => {
  const socket = await client.connect()
  onTestFinished(() => void socket.close())
  const id = await executing('tap')

  const told = nextWord(socket)
  await way.cut()
  await writeFile(goOn, '')
  expect((await told)?.message).toMatch(/^The database server is not reachable/)
  expect(await client.get('/readyz')).toMatchObject({ status: 503 })
  expect((await client.get(`/api/executions/${id}`)).status).toBe(503)
  const over = nextWord(socket)
  await way.mend()
  expect(await over).toBeNull()

  expect(await executionEnded(server, id)).toMatchObject({
    errorMessage: null,
    status: 'success',
    recordsProcessed: 2 * RECORDS,
  })
  const { body: log } = await client.get(`/api/executions/${id}/log?limit=2000`)
  expect(log.lines.map(({ line }: { line: number }) => line)).toEqual(
    Array.from({ length: log.lastLine }, (_, index) => index + 1),
  )
})

it('a server that is stopped while PostgreSQL is away ends in time', async () => {
  await executing('hanging')
  await way.cut()
  const asked = performance.now()
  await server[Symbol.asyncDispose]()
  expect(performance.now() - asked).toBeLessThan(20_000)
}, 180_000)

it('a second installation in another schema of the same database is refused with a message', async () => {
  await using made = new AsyncDisposableStack()
  const { url } = await createPostgresDatabase(made, false)
  const options = { connections: 1, onError: () => undefined }
  await (await startPostgres(url, options))[Symbol.asyncDispose]()
  const admin = new pg.Client({ connectionString: url })
  await admin.connect()
  await admin.query('create schema second')
  await admin.end()
  const second = new URL(url)
  second.searchParams.set('options', '-c search_path=second')
  await expect(startPostgres(second.href, options)).rejects.toThrow(
    'tables of another installation in the schema "public": create a separate database for each',
  )
})

it('a start waits for a starting PostgreSQL', async () => {
  await using made = new AsyncDisposableStack()
  const there = new URL(url)
  let asked = 0
  const door = createServer((near) => {
    near.on('error', () => undefined)
    asked += 1
    if (asked > 2) {
      const far = connect(Number(there.port), there.hostname)
      far.on('error', () => undefined).pipe(near)
      return void near.pipe(far)
    }
    const fields = Buffer.from('SFATAL\0C57P03\0Mthe database system is starting up\0\0')
    const head = Buffer.from('E\0\0\0\0')
    head.writeInt32BE(fields.length + 4, 1)
    near.once('data', () => near.end(Buffer.concat([head, fields])))
  }).listen(0, '127.0.0.1')
  await once(door, 'listening')
  made.defer(() => void door.close())
  const { port } = door.address() as AddressInfo
  const here = Object.assign(new URL(there), { port: `${port}` })
  let told = 0
  const options = { connections: 1, onError: () => undefined, onStarting: () => void (told += 1) }
  await using database = await startPostgres(here.href, options)
  expect(database.dialect).toBe('postgres')
  expect(told).toBe(1)
})

it('a PostgreSQL that does not answer in time counts as away, whichever driver part notices', async () => {
  const silent = createServer((socket) => void socket.on('error', () => undefined)).listen(0, '127.0.0.1')
  await once(silent, 'listening')
  onTestFinished(() => void silent.close())
  const { port } = silent.address() as AddressInfo
  const given = { connectionString: `postgres://flx@127.0.0.1:${port}/flx`, connectionTimeoutMillis: 50 }
  const ofClient = await new pg.Client(given).connect().then(
    () => undefined,
    (error: unknown) => error,
  )
  const ofPool = await new pg.Pool(given).connect().then(
    () => undefined,
    (error: unknown) => error,
  )
  for (const error of [ofClient, ofPool]) expect(isUnreachable(error)).toBe(true)
})

it.each([
  ['another password', { password: 'wrong' }, 'rejects the user or the password of FLX_DATABASE_URL'],
  ['another database', { pathname: '/nothing' }, 'has no database of that name'],
  ['a port that nobody listens on', { port: '9' }, 'cannot be reached: is it running?'],
  ['an unknown host', { hostname: 'nowhere.invalid' }, 'has an unknown host name'],
])('a start with %s is refused with a message, without the password', async (_what, change, words) => {
  const wrong = Object.assign(new URL(url), change)
  const refusal = await startPostgres(wrong.href, { connections: 1, onError: () => undefined }).then(
    () => '',
    (error: Error) => error.message,
  )
  expect(refusal).toContain(words)
  expect(refusal).not.toContain(`:${wrong.password}@`)
})
