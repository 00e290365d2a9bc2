import { expect, it } from 'vitest'

import { createNewId } from '../../../src/adapters/system/system.ts'
import { describeDialects } from '../../support/database.ts'
import {
  anExecution,
  aResult,
  at,
  endedExecution,
  executionQuery,
  startedExecution,
  storedPipeline,
} from '../../support/records.ts'

describeDialects('the execution queue', (open) => {
  it('takes one unfinished execution per pipeline and names the existing one', async () => {
    await using test = await open()
    const { executions } = test.stores
    const pipeline = await storedPipeline(test.stores)
    const first = anExecution(pipeline)
    expect(await executions.enqueue(first)).toMatchObject({ created: true })
    expect(await executions.enqueue(anExecution(pipeline))).toEqual({
      created: false,
      unfinishedId: first.id,
    })
    await executions.claim('worker', 'token', () => new Date(at(1)), 30)
    expect(await executions.enqueue(anExecution(pipeline))).toEqual({
      created: false,
      unfinishedId: first.id,
    })
    await executions.finish({ executionId: first.id, token: 'token' }, aResult(), at(2))
    expect(await executions.enqueue(anExecution(pipeline))).toMatchObject({ created: true })
  })

  it('lets exactly one of many concurrent requests enqueue, from two processes', async () => {
    await using test = await open()
    const other = test.connect()
    const pipeline = await storedPipeline(test.stores)
    const results = await Promise.all(
      Array.from({ length: 20 }, (_, index) =>
        (index % 2 === 0 ? test.stores : other).executions.enqueue(anExecution(pipeline)),
      ),
    )
    expect(results.filter((result) => result.created)).toHaveLength(1)
    const [stored] = (await test.stores.executions.list(executionQuery())).items
    expect(new Set(results.map((result) => (result.created ? 'created' : result.unfinishedId)))).toEqual(
      new Set(['created', stored?.id]),
    )
  })

  it('refuses an archived pipeline, whichever is faster', async () => {
    await using test = await open()
    const other = test.connect()
    for (let round = 0; round < 10; round++) {
      const pipeline = await storedPipeline(test.stores)
      const [enqueued, archived] = await Promise.all([
        test.stores.executions.enqueue(anExecution(pipeline)).then(
          () => true,
          (error: unknown) => (expect(error).toMatchObject({ reason: 'archived' }), false),
        ),
        other.pipelines.archive(pipeline.id, at(1), {}),
      ])
      expect([enqueued, archived].filter(Boolean)).toHaveLength(1)
    }
  })

  it('gives each execution to one of many workers, oldest first', async () => {
    await using test = await open()
    const other = test.connect()
    const ids: string[] = []
    for (let index = 0; index < 12; index++) {
      const pipeline = await storedPipeline(test.stores)
      const execution = anExecution(pipeline, { queuedAt: at(100 - index) })
      await test.stores.executions.enqueue(execution)
      ids.unshift(execution.id)
    }
    const first = await test.stores.executions.claim('one', 'a', () => new Date(at(200)), 30)
    expect(first).toMatchObject({
      id: ids[0],
      status: 'running',
      worker: 'one',
      leaseToken: 'a',
      startedAt: at(200),
      leaseExpiresAt: at(230),
    })
    const claimed = await Promise.all(
      Array.from({ length: 16 }, (_, index) =>
        (index % 2 === 0 ? test.stores : other).executions.claim(
          'many',
          `t${index}`,
          () => new Date(at(200)),
          30,
        ),
      ),
    )
    const taken = claimed.flatMap((execution) => (execution === undefined ? [] : [execution.id]))
    expect(taken.toSorted()).toEqual(ids.slice(1).toSorted())
  })

  it('does not hand out an execution before its time', async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores)
    const execution = anExecution(pipeline, { notBefore: at(60) })
    await test.stores.executions.enqueue(execution)
    expect(await test.stores.executions.claim('worker', 'token', () => new Date(at(59)), 30)).toBeUndefined()
    expect(await test.stores.executions.claim('worker', 'token', () => new Date(at(60)), 30)).toMatchObject({
      id: execution.id,
      notBefore: at(60),
    })
  })

  it('keeps one-off options sealed, and erases them when the pipeline is archived', async () => {
    await using test = await open()
    const { executions, pipelines } = test.stores
    const pipeline = await storedPipeline(test.stores)
    const options = { fullRefresh: true, config: { 'tap-csv': { password: 'hunter2hunter2' } } }
    const lease = await startedExecution(test.stores, pipeline, { fullRefresh: true, options })
    expect(await executions.find(lease.executionId)).toMatchObject({ fullRefresh: true, options })
    const stored = async () =>
      JSON.stringify(await test.database.db.selectFrom('execution').selectAll().execute())
    expect(await stored()).not.toContain('hunter2')
    await executions.finish(lease, aResult(), at(1))
    await pipelines.archive(pipeline.id, at(2), {})
    expect(await executions.find(lease.executionId)).toMatchObject({ options: { fullRefresh: true } })
  })

  it("keeps the last execution and its status with the pipeline's row", async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores)
    const row = () =>
      test.database.db
        .selectFrom('pipeline')
        .select(['last_execution_id', 'last_status', 'last_execution_at'])
        .executeTakeFirstOrThrow()
    expect(await row()).toEqual({ last_execution_id: null, last_status: null, last_execution_at: '' })
    const execution = anExecution(pipeline, { queuedAt: at(5) })
    await test.stores.executions.enqueue(execution)
    const common = { last_execution_id: execution.id, last_execution_at: at(5) }
    expect(await row()).toEqual({ ...common, last_status: 'pending' })
    await test.stores.executions.claim('worker', 'token', () => new Date(at(6)), 30)
    expect(await row()).toEqual({ ...common, last_status: 'running' })
    await test.stores.executions.finish(
      { executionId: execution.id, token: 'token' },
      aResult({ status: 'failed' }),
      at(7),
    )
    expect(await row()).toEqual({ ...common, last_status: 'failed' })
  })

  it('knows the median duration of the last successes', async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores)
    const median = (count: number) => test.stores.executions.medianSuccessSeconds(pipeline.id, count)
    expect(await median(10)).toBeNull()
    for (const [index, duration] of [1000, 10, 30, 20].entries()) {
      await endedExecution(test.stores, pipeline, { seconds: index * 5000, duration })
    }
    await endedExecution(test.stores, pipeline, { seconds: 30_000, duration: 4000, status: 'failed' })
    expect(await median(3)).toBe(20)
    expect(await median(2)).toBe(25)
  })

  it('counts by status', async () => {
    await using test = await open()
    await startedExecution(test.stores, await storedPipeline(test.stores))
    await endedExecution(test.stores, await storedPipeline(test.stores))
    expect(await test.stores.executions.countByStatus('running')).toBe(1)
    expect(await test.stores.executions.countByStatus('success')).toBe(1)
    expect(await test.stores.executions.countByStatus('failed')).toBe(0)
  })
})

it('sorts IDs by creation, also within a millisecond and when the clock goes back', () => {
  let now = 1_800_000_000_000
  const newId = createNewId({ now: () => new Date(now) })
  const ids: string[] = []
  for (let index = 0; index < 20_000; index++) {
    if (index === 15_000) now -= 60_000
    ids.push(newId())
  }
  expect(ids.toSorted()).toEqual(ids)
  expect(new Set(ids).size).toBe(ids.length)
  expect(ids[0]).toMatch(/^[0-9a-f]{8}-[0-9a-f]{4}-7[0-9a-f]{3}-[89ab][0-9a-f]{3}-[0-9a-f]{12}$/)
})
