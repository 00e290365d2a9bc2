import { expect, it } from 'vitest'

import { checkBurnRates } from '../../../src/app/alerts/burn-rate-alerts.ts'
import { objectivesOf, showObjectives } from '../../../src/app/objectives/show-objectives.ts'
import { anAlertRule } from '../../support/alert-rule.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import {
  aResult,
  at,
  endedExecution,
  failedBecause,
  newId,
  startedExecution,
  storedPipeline,
} from '../../support/records.ts'

const HOUR = 3600
const DAY = 24 * HOUR

/** A clock that is advanced, in seconds. */
function contextOf({ stores }: TestDatabase) {
  let seconds = 0
  const clock = { now: () => new Date(at(seconds)) }
  const put = (to: number) => {
    seconds = to
  }
  return { context: { ...stores, clock, newId, publicUrl: null }, put }
}

const failed = (seconds: number) => ({ seconds, ...failedBecause('The source is away.') })

describeDialects('objectives of pipelines', (open) => {
  it('count how executions finally ended: a retried attempt is not the end', async () => {
    await using test = await open()
    const { context, put } = contextOf(test)
    const pipeline = await storedPipeline(test.stores, { successObjective: 90, retryAttempts: 1 })
    await endedExecution(test.stores, pipeline, { seconds: 0 })
    const lease = await startedExecution(test.stores, pipeline, { seconds: 100 })
    await test.stores.executions.finish(lease, aResult(failedBecause('Away')), at(110))
    put(200)
    const budget = async () => (await showObjectives(context, pipeline.id)).objectives[0]?.budget
    expect(await budget()).toEqual({ allowed: 1, used: 0, unit: 'executions' })
    const [next] = await test.stores.executions.unfinishedOf(pipeline.id)
    expect(next?.trigger).toBe('retry')
    // A user gives up the retry: the failure it was meant to correct stands.
    await test.stores.executions.requestCancel(next?.id ?? '', at(120))
    expect(await budget()).toEqual({ allowed: 1, used: 1, unit: 'executions' })
  })

  it('exclude executions ended by a user, and those with options other than the pipeline has', async () => {
    await using test = await open()
    const { context } = contextOf(test)
    const pipeline = await storedPipeline(test.stores, { successObjective: 90 })
    await endedExecution(test.stores, pipeline, { seconds: 0, status: 'cancelled', outcome: 'cancelled' })
    const limited = await startedExecution(test.stores, pipeline, {
      seconds: 10,
      options: { fullRefresh: false, limitRecords: 5 },
    })
    await test.stores.executions.finish(limited, aResult(), at(20))
    const shown = await showObjectives(context, pipeline.id)
    expect(shown).toMatchObject({ series: [], objectives: [{ attained: null, state: 'met', remaining: 1 }] })
  })

  it('count how long data was too old, except while the pipeline was inactive', async () => {
    await using test = await open()
    const { context, put } = contextOf(test)
    const { pipelines } = test.stores
    const pipeline = await storedPipeline(test.stores, {
      freshnessTargetSeconds: HOUR,
      freshnessObjective: 99,
    })
    put(3 * HOUR)
    const stale = async () => (await showObjectives(context, pipeline.id)).objectives[0]?.budget.used
    // Two hours past the target, while it continues.
    expect(await stale()).toBe(2 * HOUR)
    const off = { ...pipeline, isActive: false, version: 2, updatedAt: at(3 * HOUR) }
    await pipelines.update(off, 1)
    put(30 * HOUR)
    expect(await stale()).toBe(2 * HOUR)
    await pipelines.update({ ...off, isActive: true, version: 3, updatedAt: at(30 * HOUR) }, 2)
    put(31 * HOUR)
    expect(await stale()).toBe(3 * HOUR)
    await endedExecution(test.stores, pipeline, { seconds: 31 * HOUR - 10, duration: 10 })
    expect(await stale()).toBe(3 * HOUR)
    const { series } = await showObjectives(context, pipeline.id)
    expect(series.reduce((sum, { staleSeconds }) => sum + staleSeconds, 0)).toBe(3 * HOUR)
    expect(series.at(-1)).toMatchObject({ succeeded: 1 })
  })

  it('drop hours once days are summed, so that the sums stay few', async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores, { successObjective: 99 })
    for (let day = 0; day < 100; day += 10)
      await endedExecution(test.stores, pipeline, { seconds: day * DAY })
    const rows = await test.database.db
      .selectFrom('objective_count')
      .select(['span_hours', 'bucket_at'])
      .where('pipeline_id', '=', pipeline.id)
      .execute()
    expect(rows.filter((row) => row.span_hours === 1)).toHaveLength(1)
    expect(rows.filter((row) => row.span_hours === 24)).toHaveLength(10)
    await endedExecution(test.stores, pipeline, { seconds: 110 * DAY })
    const left = await test.database.db.selectFrom('objective_count').select('bucket_at').execute()
    expect(left.every(({ bucket_at }) => bucket_at >= at(18 * DAY))).toBe(true)
  })

  it('open an incident at the second failure, keep it while it can recur, and close it', async () => {
    await using test = await open()
    const { context, put } = contextOf(test)
    const { alerts } = test.stores
    await alerts.saveRule(anAlertRule({ name: 'Budgets', condition: 'burn-rate' }))
    const pipeline = await storedPipeline(test.stores, { name: 'Orders', successObjective: 99 })
    const check = async (seconds: number) => {
      put(seconds + 60)
      return checkBurnRates(context)
    }
    for (let day = 0; day < 5; day += 1) await endedExecution(test.stores, pipeline, { seconds: day * DAY })
    await endedExecution(test.stores, pipeline, failed(5 * DAY))
    expect(await check(5 * DAY)).toBe(false)
    await endedExecution(test.stores, pipeline, failed(6 * DAY))
    expect(await check(6 * DAY)).toBe(true)
    const incidents = async () => (await alerts.incidents({ limit: 10 })).items
    expect(await incidents()).toMatchObject([
      {
        condition: 'burn-rate',
        closedAt: null,
        message:
          'Success objective 99%: 2 of the last 7 executions failed, 29 times as fast as the error budget allows. The budget is spent.',
      },
    ])
    // A success, then two more: only then is it over, and a new failure opens nothing beside it.
    for (const day of [7, 8]) {
      await endedExecution(test.stores, pipeline, { seconds: day * DAY })
      expect(await check(day * DAY)).toBe(false)
    }
    await endedExecution(test.stores, pipeline, { seconds: 9 * DAY })
    expect(await check(9 * DAY)).toBe(true)
    expect(await incidents()).toMatchObject([{ closedAt: at(9 * DAY + 60) }])
  })

  it('open incidents by the windows of each rule, reading every pipeline once', async () => {
    await using test = await open()
    const { context, put } = contextOf(test)
    const { alerts } = test.stores
    await alerts.saveRule(anAlertRule({ name: 'Usual', condition: 'burn-rate' }))
    await alerts.saveRule(
      anAlertRule({ name: 'Patient', condition: 'burn-rate', burnWindows: [{ hours: 72, rate: 1000 }] }),
    )
    await alerts.saveRule(
      anAlertRule({ name: 'Early', condition: 'burn-rate', burnWindows: [{ hours: 24, rate: 1.2 }] }),
    )
    const pipeline = await storedPipeline(test.stores, { successObjective: 60 })
    // Six of 31, the budget being four tenths: nothing is spent.
    for (let hour = 0; hour < 20; hour += 1)
      await endedExecution(test.stores, pipeline, { seconds: hour * HOUR })
    const late = 4 * DAY
    for (let hour = 0; hour < 5; hour += 1)
      await endedExecution(test.stores, pipeline, { seconds: late + hour * HOUR })
    for (let hour = 5; hour < 11; hour += 1)
      await endedExecution(test.stores, pipeline, failed(late + hour * HOUR))
    put(late + 10 * HOUR + 60)
    const read: number[] = []
    const objectives = {
      ...test.stores.objectives,
      of: (ids: readonly string[], now: string) => {
        read.push(ids.length)
        return test.stores.objectives.of(ids, now)
      },
    }
    await checkBurnRates({ ...context, objectives })
    expect(read).toEqual([1])
    const { items } = await alerts.incidents({ limit: 10 })
    expect(items.map(({ ruleName }) => ruleName).toSorted()).toEqual(['Early', 'Usual'])
  })

  it('are measured for a page of pipelines at once, skipping those without any', async () => {
    await using test = await open()
    const { context } = contextOf(test)
    const none = await storedPipeline(test.stores, { name: 'none' })
    const two = await storedPipeline(test.stores, {
      name: 'two',
      successObjective: 95,
      freshnessObjective: 90,
    })
    const found = await objectivesOf(context, [none.id, two.id])
    expect([...found.keys()]).toEqual([two.id])
    expect(found.get(two.id)?.map(({ kind }) => kind)).toEqual(['success', 'freshness'])
  })
})
