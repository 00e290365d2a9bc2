import { once } from 'node:events'

import type { Node } from '@flx/shared/nodes/node'
import { sql } from 'kysely'
import { expect, it } from 'vitest'

import { openPostgres } from '../../src/adapters/db/core/open-postgres.ts'
import { stub } from '../engine/support/engine.ts'
import { afterEvents, executionEnded } from '../support/events.ts'
import type { ServerProcess } from '../support/server-process.ts'
import { clockOff } from './support/clock-off.ts'
import { startPage } from './support/page-server.ts'

const HOURS = 6
const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000
const LEASE_SECONDS = 4

const { page, client, url, made, join } = await startPage()
const database = made.use(openPostgres(url, { connections: 1, onError: () => undefined }))
const tap = stub('tap.mjs', { records: 1, hang: true })
await client.post('/api/plugins', { name: 'tap', type: 'extractor', command: tap, capabilities: ['state'] })
const target = stub('target.mjs', { lastState: { kept: true } })
await client.post('/api/plugins', { name: 'target', type: 'loader', command: target })
await client.post('/api/plugins', { name: 'tap-scheduled', type: 'extractor', command: ['false'] })

const { context } = page.running
const now = () => context.clock.now().getTime()

/** Performs one execution at a time, and starts what is due when it leads. */
const start = (name: string, hours: number) =>
  join(name, {
    ...{ FLX_ROLES: 'worker,scheduler', FLX_CONCURRENCY: '1', FLX_LEASE_SECONDS: String(LEASE_SECONDS) },
    ...{ FLX_LOG_LEVEL: 'info', ...clockOff(hours) },
  })

/** In the first two tests. */
const ahead = await start('ahead', HOURS)
/** In the last two. */
let behind: ServerProcess

async function leads(server: ServerProcess): Promise<void> {
  while (!server.output.includes('"work":"scheduler","term":')) await once(server.child.stdout, 'data')
  expect(server.output).toContain('The clock of this machine is off')
}

async function schedule(name: string, inHours: number): Promise<string> {
  const at = new Date(now() + inHours * HOUR_MS)
  const { body } = await client.post('/api/pipelines', {
    ...{ name, extractor: 'tap-scheduled', loader: 'target', isActive: true, missedTicks: 'once' },
    ...{ schedule: `${at.getUTCMinutes()} ${at.getUTCHours()} * * *`, timezone: 'UTC' },
  })
  return body.id
}

async function dueAt(id: string): Promise<number | undefined> {
  const { rows } = await sql<{ due: string | null }>`
    select next_due_at as due from pipeline where id = ${id}`.execute(database.db)
  const due = rows[0]?.due ?? null
  return due === null ? undefined : Date.parse(due)
}

const executionsOf = async (id: string): Promise<{ id: string; queued: string }[]> =>
  (
    await sql<{ id: string; queued: string }>`
      select id, queued_at as queued from execution where pipeline_id = ${id}`.execute(database.db)
  ).rows

/** Its own schedule comes due in some hours by the database's clock, and is planned so. */
async function planned(name: string, inHours: number): Promise<string> {
  const id = await schedule(name, inHours)
  // Planning emits no event.
  await expect.poll(() => dueAt(id), { timeout: 30_000 }).toBeDefined()
  const due = (await dueAt(id)) ?? 0
  expect(Math.abs(due - now() - inHours * HOUR_MS), `Of ${name}`).toBeLessThan(5 * MINUTE_MS)
  return id
}

/** Returns the execution. */
async function startsAtOnce(name: string): Promise<string> {
  const id = await planned(name, 12)
  await sql`update pipeline set next_due_at = ${new Date(now() - 1000).toISOString()} where id = ${id}`.execute(
    database.db,
  )
  // Makes the leader check the schedules.
  await schedule(`Wakes for ${name}`, 12)
  const [execution] = await afterEvents(context.events, async () => {
    const found = await executionsOf(id)
    return found.length === 0 ? undefined : found
  })
  expect(Math.abs(Date.parse(execution?.queued ?? '') - now())).toBeLessThan(2 * MINUTE_MS)
  return execution?.id ?? ''
}

/** Executes a pipeline that hangs, and returns its row once it runs. */
async function execute(name: string) {
  const { body: pipeline } = await client.post('/api/pipelines', {
    ...{ name, extractor: 'tap', loader: 'target' },
  })
  const { id } = (await client.post(`/api/pipelines/${pipeline.id}/execute`)).body
  return afterEvents(context.events, async () => {
    const found = await context.executions.find(id)
    return found?.status === 'running' ? found : undefined
  })
}

let later: string

it('a leader whose clock is ahead starts exactly what is due by the clock of the database', async () => {
  await leads(ahead)
  later = await planned('In three hours', 3)
  await executionEnded(page, await startsAtOnce('Due while one leads that is ahead'))
  expect(await executionsOf(later)).toEqual([])
})

it('workers whose clocks are hours off keep each other’s leases, and notice a lost one in time', async () => {
  const first = await execute('By the one ahead')
  behind = await start('behind', -HOURS)
  const second = await execute('By the one behind')
  expect(second.worker).not.toBe(first.worker)
  for (const { leaseExpiresAt } of [first, second])
    expect(Math.abs(Date.parse(leaseExpiresAt ?? '') - now())).toBeLessThan(LEASE_SECONDS * 10_000)
  const { items } = (await client.get('/api/nodes')).body as { items: Node[] }
  const offsets = items.map((node) => Math.round(node.clockOffsetMs / HOUR_MS) + 0)
  expect(offsets.toSorted((one, other) => one - other)).toEqual([-HOURS, 0, HOURS])

  // Neither has ended the other's execution.
  expect((await context.executions.find(first.id))?.status).toBe('running')
  ahead.child.kill('SIGKILL')
  const killed = performance.now()
  const ended = await executionEnded(page, first.id)
  expect(performance.now() - killed).toBeLessThan(30_000)
  expect(ended).toMatchObject({ status: 'failed', errorMessage: expect.stringContaining('was lost') })
  expect(Math.abs(Date.parse(ended.finishedAt ?? '') - now())).toBeLessThan(MINUTE_MS)
  expect((await context.executions.find(second.id))?.status).toBe('running')
})

it('a leader whose clock is behind starts exactly what is due by the clock of the database', async () => {
  await leads(behind)
  await startsAtOnce('Due while one leads that is behind')
  const sooner = await planned('In one hour', 1)
  await startsAtOnce('Due after that')
  for (const id of [later, sooner]) expect(await executionsOf(id)).toEqual([])
})
