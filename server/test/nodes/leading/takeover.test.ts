import { once } from 'node:events'
import { readFile } from 'node:fs/promises'
import { join } from 'node:path'

import { sql } from 'kysely'
import { expect, it } from 'vitest'

import { openPostgres } from '../../../src/adapters/db/core/open-postgres.ts'
import type { Database } from '../../../src/adapters/db/core/open-database.ts'
import { afterEvents } from '../../support/events.ts'
import { startPage } from '../support/page-server.ts'
import type { ServerProcess } from '../../support/server-process.ts'
import { EVERYTHING } from '../../support/sweep.ts'

const { folder, url, page, client, made, join: joins, joinHere } = await startPage()
await client.post('/api/plugins', { name: 'tap', type: 'extractor', command: ['false'] })
await client.post('/api/plugins', { name: 'target', type: 'loader', command: ['false'] })
const database: Database = made.use(openPostgres(url, { connections: 2, onError: () => undefined }))

const startScheduler = (name: string): Promise<ServerProcess> =>
  joins(name, { FLX_ROLES: 'scheduler', FLX_LOG_LEVEL: 'info' })

/** Waits until the process has logged something the given number of times. */
async function says(server: ServerProcess, words: string, times = 1): Promise<void> {
  while (server.output.split(words).length <= times) await once(server.child.stdout, 'data')
}

/** Ten seconds, with a margin for a machine that also runs other servers of these tests. */
const LIMIT = EVERYTHING ? 10_000 : 20_000

const LEADS = '"work":"scheduler","term":'
const LEADS_NO_LONGER = 'no longer the leader'

/** A pipeline whose schedule comes due right now. */
async function comesDue(name: string): Promise<string> {
  const body = { name, extractor: 'tap', loader: 'target', schedule: '0 3 1 1 *', isActive: true }
  const { body: pipeline } = await client.post('/api/pipelines', body)
  await sql`update pipeline set next_due_at = ${new Date().toISOString()} where id = ${pipeline.id}`.execute(
    database.db,
  )
  return pipeline.id
}

const executionsOf = async (pipelineId: string): Promise<number> => {
  const { rows } = await sql<{ count: number }>`select count(*) as count from execution
    where pipeline_id = ${pipelineId} and trigger_kind = 'schedule'`.execute(database.db)
  return rows[0]?.count ?? 0
}

/** The term of the leader, which must be the scheduler with this data folder. */
async function termOf(name: string): Promise<number | undefined> {
  const { rows } = await sql<{ node: string; term: number }>`select node, term from leader
    where name = 'scheduler'`.execute(database.db)
  const node = (await readFile(join(folder, name, 'node'), 'utf8')).split('\n')[0]
  expect(rows.map((row) => row.node)).toEqual([node])
  return rows[0]?.term
}

const fired = (pipelineId: string): Promise<number> =>
  afterEvents(page.running.context.events, async () => (await executionsOf(pipelineId)) || undefined)

it('of two schedulers one leads; the other takes over within ten seconds, at once on a stop', async () => {
  const one = await startScheduler('one')
  await says(one, LEADS)
  const two = await joinHere({ FLX_ROLES: 'scheduler' }, 'two')
  expect(await fired(await comesDue('By the first'))).toBe(1)
  expect(await termOf('one')).toBe(1)

  one.child.kill('SIGSTOP')
  const frozen = performance.now()
  const during = await comesDue('While the first is frozen')
  expect(await fired(during)).toBe(1)
  expect(performance.now() - frozen).toBeLessThan(LIMIT)

  one.child.kill('SIGCONT')
  await says(one, LEADS_NO_LONGER)
  expect(await fired(await comesDue('After the first woke up'))).toBe(1)
  expect(await executionsOf(during)).toBe(1)
  expect(await termOf('two')).toBe(2)

  // One that stops gives up the lead itself.
  await two[Symbol.asyncDispose]()
  const stopped = performance.now()
  await says(one, LEADS, 2)
  // Its lease would last longer.
  expect(performance.now() - stopped).toBeLessThan(LIMIT / 3)
  if (!EVERYTHING) return

  const three = await startScheduler('three')
  one.child.kill('SIGKILL')
  const killed = performance.now()
  expect(await fired(await comesDue('When the first was killed'))).toBe(1)
  expect(performance.now() - killed).toBeLessThan(LIMIT)
  await says(three, LEADS)
})
