import { once } from 'node:events'

import { sql } from 'kysely'
import { expect, it } from 'vitest'

import { openPostgres } from '../../../src/adapters/db/core/open-postgres.ts'
import { afterEvents } from '../../support/events.ts'
import type { ServerProcess } from '../../support/server-process.ts'
import { clockOff } from '../support/clock-off.ts'
import { startPage } from '../support/page-server.ts'

const HOUR_MS = 3_600_000
const MINUTE_MS = 60_000

const { page, client, url, made, join } = await startPage()

it('a leader whose clock is hours off starts exactly what is due by the clock of the database', async () => {
  const database = made.use(openPostgres(url, { connections: 1, onError: () => undefined }))
  await client.post('/api/plugins', { name: 'tap', type: 'extractor', command: ['false'] })
  await client.post('/api/plugins', { name: 'target', type: 'loader', command: ['false'] })
  const { context } = page.running
  const now = () => context.clock.now().getTime()

  const leads = async (name: string, hours: number): Promise<ServerProcess> => {
    const server = await join(name, { FLX_ROLES: 'scheduler', FLX_LOG_LEVEL: 'info', ...clockOff(hours) })
    while (!server.output.includes('"work":"scheduler","term":')) await once(server.child.stdout, 'data')
    return server
  }
  const add = async (name: string, inHours: number): Promise<string> => {
    const at = new Date(now() + inHours * HOUR_MS)
    const schedule = `${at.getUTCMinutes()} ${at.getUTCHours()} * * *`
    const { body } = await client.post('/api/pipelines', {
      ...{ name, extractor: 'tap', loader: 'target', isActive: true, missedTicks: 'once' },
      ...{ schedule, timezone: 'UTC' },
    })
    return body.id
  }
  const dueAt = async (id: string): Promise<number | undefined> => {
    const { rows } = await sql<{ due: string | null }>`
      select next_due_at as due from pipeline where id = ${id}`.execute(database.db)
    const due = rows[0]?.due ?? null
    return due === null ? undefined : Date.parse(due)
  }
  const executionsOf = async (id: string): Promise<{ queued: string }[]> =>
    (
      await sql<{ queued: string }>`
        select queued_at as queued from execution where pipeline_id = ${id}`.execute(database.db)
    ).rows
  /** Its own schedule comes due in some hours by the database's clock, and is planned so. */
  const planned = async (name: string, inHours: number): Promise<string> => {
    const id = await add(name, inHours)
    // Planning emits no event.
    await expect.poll(() => dueAt(id), { timeout: 30_000 }).toBeDefined()
    const due = (await dueAt(id)) ?? 0
    expect(Math.abs(due - now() - inHours * HOUR_MS), `Of ${name}`).toBeLessThan(5 * MINUTE_MS)
    return id
  }
  const startsAtOnce = async (name: string): Promise<void> => {
    const id = await planned(name, 12)
    await sql`update pipeline set next_due_at = ${new Date(now() - 1000).toISOString()} where id = ${id}`.execute(
      database.db,
    )
    // Makes the leader check the schedules.
    await add(`Wakes for ${name}`, 12)
    const [execution] = await afterEvents(context.events, async () => {
      const found = await executionsOf(id)
      return found.length === 0 ? undefined : found
    })
    expect(Math.abs(Date.parse(execution?.queued ?? '') - now())).toBeLessThan(2 * MINUTE_MS)
  }

  const ahead = await leads('ahead', 6)
  const later = await planned('In three hours', 3)
  await startsAtOnce('Due while one leads that is ahead')
  expect(await executionsOf(later)).toEqual([])

  ahead.child.kill('SIGTERM')
  expect(await ahead.ended).toBe(0)
  const behind = await leads('behind', -6)
  await startsAtOnce('Due while one leads that is behind')
  const sooner = await planned('In one hour', 1)
  await startsAtOnce('Due after that')
  for (const id of [later, sooner]) expect(await executionsOf(id)).toEqual([])
  for (const { output } of [ahead, behind]) expect(output).toContain('The clock of this machine is off')
})
