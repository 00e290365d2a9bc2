import { describe, expect, it } from 'vitest'

import { nextAttemptMs } from '../../src/domain/retry-policy.ts'
import { describeDialects } from '../support/database.ts'
import { aResult, at, executionQuery, startedExecution, storedPipeline } from '../support/records.ts'

describe('the time before the next attempt', () => {
  const policy = { retryAttempts: 3, retryDelaySeconds: 60 }
  const delay = (attempt: number, random = 0.5) =>
    nextAttemptMs(policy, { attempt, outcome: 'errored' }, random)

  it('doubles, with a tenth more or less, up to an hour', () => {
    expect([delay(1), delay(2), delay(3), delay(4)]).toEqual([60_000, 120_000, 240_000, null])
    expect([delay(1, 0), delay(1, 1)]).toEqual([54_000, 66_000])
    const long = { retryAttempts: 10, retryDelaySeconds: 3600 }
    expect(nextAttemptMs(long, { attempt: 5, outcome: 'timed-out' }, 0.5)).toBe(3_600_000)
  })

  it('there is none after a success or a cancel', () => {
    for (const outcome of ['completed', 'cancelled', null] as const)
      expect(nextAttemptMs(policy, { attempt: 1, outcome }, 0)).toBeNull()
  })
})

describeDialects('a failed attempt', (open) => {
  it('leaves the next one pending in the same transaction, until there are no more', async () => {
    await using test = await open()
    const { executions, pipelines } = test.stores
    const pipeline = await storedPipeline(test.stores, { retryAttempts: 1, retryDelaySeconds: 60 })
    const first = await startedExecution(test.stores, pipeline, { fullRefresh: true })
    await executions.finish(first, aResult({ status: 'failed', outcome: 'errored' }), at(10))
    const [next] = await executions.unfinishedOf(pipeline.id)
    expect(next).toMatchObject({
      trigger: 'retry',
      attempt: 2,
      retryOf: first.executionId,
      fullRefresh: true,
      triggeredByName: null,
    })
    expect(Date.parse(next?.notBefore ?? '') - Date.parse(at(10))).toBeGreaterThanOrEqual(54_000)
    expect((await pipelines.recentExecutions([pipeline.id], 5)).get(pipeline.id)?.last?.id).toBe(next?.id)
    expect(await executions.claim('worker', 'early', new Date(at(20)), 30)).toBeUndefined()
    const claimed = await executions.claim('worker', 'late', new Date(at(80)), 30)
    expect(claimed?.id).toBe(next?.id)
    await executions.finish(
      { executionId: claimed?.id ?? '', token: 'late' },
      aResult({ status: 'failed', outcome: 'errored' }),
      at(90),
    )
    expect(await executions.unfinishedOf(pipeline.id)).toEqual([])
    expect((await executions.list(executionQuery({ pipelineId: pipeline.id }))).items).toHaveLength(2)
  })

  it('that waits can be cancelled, and a cancelled one is not tried again', async () => {
    await using test = await open()
    const { executions } = test.stores
    const pipeline = await storedPipeline(test.stores, { retryAttempts: 5 })
    const first = await startedExecution(test.stores, pipeline)
    await executions.finish(first, aResult({ status: 'failed', outcome: 'errored' }), at(10))
    const [next] = await executions.unfinishedOf(pipeline.id)
    expect(await executions.requestCancel(next?.id ?? '', at(11))).toBe('cancelled')
    expect(await executions.unfinishedOf(pipeline.id)).toEqual([])
  })
})
