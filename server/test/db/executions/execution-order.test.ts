import { expect, it } from 'vitest'

import type { NewExecution } from '../../../src/domain/executions/execution-store.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { anExecution, aResult, at, newId, storedPipeline } from '../../support/records.ts'

const MINUTE = 60
const HOUR = 3600
const ANN = { id: null, name: 'Ann' }

async function queued(
  { stores }: TestDatabase,
  minute: number,
  priority: NewExecution['priority'],
  given: Partial<NewExecution> = {},
) {
  const pipeline = await storedPipeline(stores)
  const execution = anExecution(pipeline, { queuedAt: at(minute * MINUTE), priority, ...given })
  await stores.executions.enqueue(execution)
  return execution.id
}

const claim = async ({ stores }: Pick<TestDatabase, 'stores'>, seconds: number) =>
  (await stores.executions.claim('worker', 'token', () => new Date(at(seconds)), 30))?.id

const placesOf = async ({ stores }: TestDatabase, ids: readonly string[], seconds: number) =>
  (await stores.executions.obstacles([], new Date(at(seconds)), ids)).places

describeDialects('the order of executions', (open) => {
  it('follows queueing, with an hour gained by high and lost by low priority, so that none starves', async () => {
    await using test = await open()
    const low = await queued(test, 0, 'low')
    const normal = await queued(test, 10, 'normal')
    const high = await queued(test, 20, 'high')
    const later = await queued(test, 61, 'normal')
    const last = await queued(test, 121, 'high')
    const taken = [high, normal, low, later, last]
    for (const id of taken) expect(await claim(test, 3 * HOUR)).toBe(id)
  })

  it('gives each its position among due executions, in one query', async () => {
    await using test = await open()
    const first = await queued(test, 30, 'high')
    const second = await queued(test, 0, 'normal')
    const notDue = await queued(test, 1, 'normal', { notBefore: at(HOUR) })
    const third = await queued(test, 2, 'normal')
    const ids = [first, second, notDue, third, newId()]
    const placed = (place: number) => ({ position: place, total: 3 })
    expect(await placesOf(test, ids, 40 * MINUTE)).toEqual(
      new Map([
        [first, placed(1)],
        [second, placed(2)],
        [third, placed(3)],
      ]),
    )
    expect((await placesOf(test, [third], HOUR)).get(third)).toEqual({ position: 4, total: 4 })
    expect(await placesOf(test, [], 0)).toEqual(new Map())
  })

  it('counts the head of a long queue only', async () => {
    await using test = await open()
    const { db } = test.database
    const first = await queued(test, 0, 'normal')
    const pipeline = await db.selectFrom('pipeline').selectAll().executeTakeFirstOrThrow()
    const execution = await db.selectFrom('execution').selectAll().executeTakeFirstOrThrow()
    const ids = Array.from({ length: 1005 }, () => newId())
    for (let from = 0; from < ids.length; from += 201) {
      const some = ids.slice(from, from + 201)
      const pipelines = some.map((id) => ({ ...pipeline, id, name: id, name_key: id }))
      await db.insertInto('pipeline').values(pipelines).execute()
      const waiting = some.map((id) => ({ ...execution, id, pipeline_id: id, turn_at: at(1) }))
      await db.insertInto('execution').values(waiting).execute()
    }
    const asked = [first, ids.at(-1) ?? '']
    const places = await placesOf(test, asked, HOUR)
    expect([...places.values()]).toEqual([
      { position: 1, total: { atLeast: 1001 } },
      { position: { atLeast: 1001 }, total: { atLeast: 1001 } },
    ])
  })

  it('can change while an execution waits, audited and sent live; never once it has started', async () => {
    await using test = await open()
    const { executions, audit, events } = test.stores
    const other = await queued(test, 0, 'normal')
    const id = await queued(test, 10, 'normal')
    const before = await events.head()
    expect(await executions.prioritise(id, 'high', ANN)).toBe('changed')
    expect(await executions.prioritise(id, 'high', ANN)).toBe('unchanged')
    expect(await executions.prioritise(newId(), 'high', ANN)).toBe('missing')
    expect(await executions.find(id)).toMatchObject({ priority: 'high', queuedAt: at(10 * MINUTE) })
    expect(await events.after(before, 10)).toMatchObject([
      { type: 'execution.changed', execution: { id, status: 'pending', priority: 'high' } },
    ])
    const { items } = await audit.list({ limit: 10, entityType: 'execution' })
    expect(items).toMatchObject([
      {
        action: 'update',
        actorName: 'Ann',
        entityId: id,
        changes: [{ path: 'priority', before: 'normal', after: 'high' }],
      },
    ])
    expect([await claim(test, HOUR), await claim(test, HOUR)]).toEqual([id, other])
    expect(await executions.prioritise(id, 'low', ANN)).toBe('started')
  })

  it('is inherited: by a follower from its pipeline, by a retry from the previous attempt', async () => {
    await using test = await open()
    const { executions } = test.stores
    const first = await storedPipeline(test.stores, { retryAttempts: 1, priority: 'low' })
    const follower = await storedPipeline(test.stores, { after: first.id, priority: 'high' })
    const run = anExecution(first, { priority: 'normal' })
    await executions.enqueue(run)
    await claim(test, 1)
    const failure = aResult({ status: 'failed', outcome: 'errored' })
    await executions.finish({ executionId: run.id, token: 'token' }, failure, at(2))
    const [attempt] = await executions.unfinishedOf(first.id)
    expect(attempt).toMatchObject({ attempt: 2, priority: 'normal' })
    expect(await claim(test, HOUR)).toBe(attempt?.id)
    await executions.finish({ executionId: attempt?.id ?? '', token: 'token' }, aResult(), at(HOUR + 1))
    expect(await executions.unfinishedOf(follower.id)).toMatchObject([{ priority: 'high' }])
  })
})
