import { afterAll, beforeAll, expect, it } from 'vitest'

import { createRunningCheck, judgeUnusual } from '../../../src/app/alerts/unusual-alerts.ts'
import { showUsual } from '../../../src/app/figures/show-usual.ts'
import type { PipelineRecord } from '../../../src/domain/core/records.ts'
import { anAlertRule } from '../../support/alert-rule.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { at, endedExecution, newId, startedExecution, storedPipeline } from '../../support/records.ts'

const DAY = 86_400
/** Ten minutes, each night. */
const DURATION = 600

const records = (count: number) => ({
  recordsProcessed: count,
  streams: [{ stream: 'orders', records: count, batches: 0, bytes: count }],
})

/** A success each night, with more on the first day of each week. */
async function nights({ stores }: TestDatabase, pipeline: PipelineRecord, count: number): Promise<void> {
  for (let night = 0; night < count; night += 1) {
    await endedExecution(stores, pipeline, {
      seconds: night * DAY,
      duration: DURATION + (night % 3),
      ...records(night % 7 === 0 ? 5000 : 1000 + night),
    })
  }
}

describeDialects('the usual range of executions', (open) => {
  /** One pipeline, to whose nights each test adds executions. */
  let test: TestDatabase
  let pipeline: PipelineRecord
  beforeAll(async () => {
    test = await open()
    pipeline = await storedPipeline(test.stores, { name: 'Orders', timezone: 'UTC' })
    await nights(test, pipeline, 45)
  })
  afterAll(() => test[Symbol.asyncDispose]())

  it('is computed for each of the last ones from those before it, full refreshes separately', async () => {
    const { stores } = test
    const full = await endedExecution(stores, pipeline, { seconds: 45 * DAY })
    await test.database.db
      .updateTable('execution')
      .set({ state_before: '{"bookmark":1}' })
      .where('id', '!=', full)
      .execute()
    const { items } = await showUsual(stores, pipeline.id, { limit: 50 })
    expect(items).toHaveLength(46)
    expect(items[0]).toMatchObject({ duration: null, records: null })
    // The seventh time of that weekday.
    expect(items[42]?.records).toMatchObject({ basis: 'weekday', executions: 6 })
    expect(items[42]?.records?.low).toBeGreaterThan(4000)
    expect(items[43]?.records?.high).toBeLessThan(2000)
    expect(items[45]).toMatchObject({ executionId: full, duration: null, records: null })
    await test.database.db.updateTable('execution').set({ state_before: 'null' }).execute()
  })

  it('makes an execution outside of it unusual, and one inside of it not', async () => {
    const { stores } = test
    const rule = anAlertRule({ condition: 'unusual-records' })
    const judged = async (id: string) =>
      judgeUnusual(stores.usual, rule, 'records', { id, status: 'success' })
    const poor = await endedExecution(stores, pipeline, { seconds: 49 * DAY, ...records(1000) })
    expect(await judged(poor)).toMatchObject({
      kind: 'open',
      message: expect.stringMatching(/^1,000 records; usual on \w+days around /) as string,
    })
    const rich = await endedExecution(stores, pipeline, { seconds: 49 * DAY + 60, ...records(5000) })
    expect(await judged(rich)).toEqual({ kind: 'close' })
    expect(await judgeUnusual(stores.usual, rule, 'records', { id: poor, status: 'failed' })).toEqual({
      kind: 'none',
    })
  })

  it('opens one incident for an execution that has already run too long', async () => {
    const { stores } = test
    const { alerts } = stores
    await alerts.saveRule(anAlertRule({ name: 'Slow', condition: 'unusual-duration' }))
    let seconds = 50 * DAY
    const clock = { now: () => new Date(at(seconds)) }
    const check = createRunningCheck({ ...stores, clock, newId, publicUrl: null })
    const lease = await startedExecution(stores, pipeline, { seconds })
    seconds += DURATION
    expect(await check()).toBe(false)
    seconds += DURATION
    expect(await check()).toBe(true)
    expect(await check()).toBe(false)
    const { items } = await alerts.incidents({ limit: 10 })
    expect(items).toMatchObject([
      { condition: 'unusual-duration', executionId: lease.executionId, closedAt: null },
    ])
    expect(items[0]?.message).toMatch(/^Has been running for 20m 00s; usual .*: \d+m \d\ds–\d+m \d\ds\.$/)
  })
})
