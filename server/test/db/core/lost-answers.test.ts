import { once } from 'node:events'
import { connect, createServer, type AddressInfo } from 'node:net'

import { expect, it, onTestFinished } from 'vitest'

import { createStores } from '../../../src/adapters/db/create-stores.ts'
import { openPostgres } from '../../../src/adapters/db/core/open-postgres.ts'
import { openTestDatabase, type TestDatabase } from '../../support/database.ts'
import {
  aPipeline,
  aResult,
  anExecution,
  at,
  startedExecution,
  storedPipeline,
} from '../../support/records.ts'

const COMMITTED = 'COMMIT\0'

/** A route to PostgreSQL that breaks instead of carrying the next answer to a commit. */
async function unreliableRoute(
  url: string,
): Promise<{ url: string; loseNext: () => void; lost: () => number }> {
  const there = new URL(url)
  let losesNext = false
  let lost = 0
  const server = createServer((near) => {
    const far = connect(Number(there.port), there.hostname)
    near.on('error', () => undefined).once('close', () => far.destroy())
    far.on('error', () => undefined).once('close', () => near.destroy())
    near.pipe(far)
    far.on('data', (chunk) => {
      if (!losesNext || !chunk.includes(COMMITTED)) return void near.write(chunk)
      losesNext = false
      lost++
      near.destroy()
    })
  })
  server.listen(0, '127.0.0.1')
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const here = new URL(url)
  here.host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return { url: here.href, loseNext: () => (losesNext = true), lost: () => lost }
}

/** Stores at the end of such a route: those of a worker wait for PostgreSQL. */
async function distantStores({ url, secretBox }: TestDatabase, { areOfWorker }: { areOfWorker: boolean }) {
  const route = await unreliableRoute(url)
  const onError = () => undefined
  const database = openPostgres(route.url, areOfWorker ? { onError, onWait: onError } : { onError })
  onTestFinished(() => database[Symbol.asyncDispose]())
  const parts = { secretBox, clock: { now: () => new Date(at(0)) } }
  return {
    route,
    stores: createStores(database, areOfWorker ? { ...parts, patience: database.patience.signal } : parts),
  }
}

it('a claim whose commit was not answered is not lost', async () => {
  await using test = await openTestDatabase('postgres')
  const { route, stores } = await distantStores(test, { areOfWorker: true })
  const execution = anExecution(await storedPipeline(test.stores))
  await test.stores.executions.enqueue(execution)
  route.loseNext()
  expect(await stores.executions.claim('worker', 'token', () => new Date(at(1)), 30)).toMatchObject({
    id: execution.id,
    status: 'running',
  })
  expect(route.lost()).toBe(1)
})

it('an end whose commit was not answered is stored and announced once', async () => {
  await using test = await openTestDatabase('postgres')
  const { route, stores } = await distantStores(test, { areOfWorker: true })
  const lease = await startedExecution(test.stores, await storedPipeline(test.stores))
  const head = await test.stores.events.head()
  route.loseNext()
  expect(await stores.executions.finish(lease, aResult(), at(1))).toBe('success')
  expect(route.lost()).toBe(1)
  const announced = (await test.stores.events.after(head, 9)).filter(
    ({ type }) => type === 'execution.changed',
  )
  expect(announced).toHaveLength(1)
})

it('a change for a page whose commit was not answered is announced, and said to be uncertain', async () => {
  await using test = await openTestDatabase('postgres')
  const { route, stores } = await distantStores(test, { areOfWorker: false })
  let wakeUps = 0
  onTestFinished(stores.events.onAppend(() => void wakeUps++))
  const pipeline = aPipeline()
  await stores.events.head()
  route.loseNext()
  await expect(stores.pipelines.create(pipeline)).rejects.toMatchObject({
    code: 'unavailable',
    message: expect.stringContaining('may or may not have been saved'),
  })
  expect(wakeUps).toBe(1)
  expect(await test.stores.pipelines.find(pipeline.id)).toMatchObject({ id: pipeline.id })
})
