import { describe, expect, it } from 'vitest'

import { RETRIED_OUTCOMES } from '@flx/shared/executions/execution-status'

import { nextAttempt } from '../../../src/domain/executions/next-attempt.ts'
import { nextAttemptMs } from '../../../src/domain/executions/retry-policy.ts'
import { describeDialects } from '../../support/database.ts'
import { aResult, at, executionQuery, startedExecution, storedPipeline } from '../../support/records.ts'

describe('the time before the next attempt', () => {
  const policy = { retryAttempts: 3, retryDelaySeconds: 60, retryOn: RETRIED_OUTCOMES }
  const delay = (attempt: number, random = 0.5) =>
    nextAttemptMs(policy, { attempt, outcome: 'errored' }, random)

  it('doubles, plus or minus a tenth, up to an hour', () => {
    expect([delay(1), delay(2), delay(3), delay(4)]).toEqual([60_000, 120_000, 240_000, null])
    expect([delay(1, 0), delay(1, 1)]).toEqual([54_000, 66_000])
    const long = { ...policy, retryAttempts: 10, retryDelaySeconds: 3600 }
    expect(nextAttemptMs(long, { attempt: 5, outcome: 'timed-out' }, 0.5)).toBe(3_600_000)
  })

  it('is none after a success, a cancel, or a failure that the policy does not name', () => {
    for (const outcome of ['completed', 'cancelled', null] as const)
      expect(nextAttemptMs(policy, { attempt: 1, outcome }, 0)).toBeNull()
    const interrupted = { ...policy, retryOn: ['interrupted'] as const }
    expect(nextAttemptMs(interrupted, { attempt: 1, outcome: 'errored' }, 0)).toBeNull()
    expect(nextAttemptMs(interrupted, { attempt: 1, outcome: 'interrupted' }, 0.5)).toBe(60_000)
  })
})

describe('the attempt after a failed one', () => {
  const ended = {
    id: 'e2',
    pipelineId: 'p',
    pipelineName: 'Orders',
    attempt: 2,
    outcome: 'errored' as const,
    firstExecutionId: 'e1',
    options: { fullRefresh: true, limitRecords: 5 },
    priority: 'high' as const,
    at: at(0),
  }
  const policy = { retryAttempts: 2, retryDelaySeconds: 60, retryOn: RETRIED_OUTCOMES }
  const tools = { newId: () => 'e3', random: () => 0.5 }

  it('has the same options, in the same chain, after its delay', () => {
    expect(nextAttempt(ended, policy, tools)).toMatchObject({
      id: 'e3',
      trigger: 'retry',
      attempt: 3,
      retryOf: 'e2',
      firstExecutionId: 'e1',
      fullRefresh: true,
      options: ended.options,
      queuedAt: at(0),
      notBefore: at(120),
      priority: 'high',
    })
  })

  it('does not exist when the policy has none left', () => {
    expect(nextAttempt({ ...ended, attempt: 3 }, policy, tools)).toBeNull()
  })
})

describeDialects('a failed attempt', (open) => {
  it('does not exist when its options are damaged: it would do something else', async () => {
    await using test = await open()
    const { executions } = test.stores
    const pipeline = await storedPipeline(test.stores, { retryAttempts: 2 })
    const lease = await startedExecution(test.stores, pipeline, {
      options: { fullRefresh: false, limitRecords: 5 },
    })
    await test.database.db.updateTable('execution').set({ options: 'damaged' }).execute()
    await executions.finish(lease, aResult({ status: 'failed', outcome: 'errored' }), at(10))
    expect(await executions.unfinishedOf(pipeline.id)).toEqual([])
  })

  it('leaves the next one pending in the same transaction, until there are no more', async () => {
    await using test = await open()
    const { executions, pipelines } = test.stores
    const pipeline = await storedPipeline(test.stores, { retryAttempts: 2, retryDelaySeconds: 60 })
    const first = await startedExecution(test.stores, pipeline, { fullRefresh: true })
    await executions.finish(first, aResult({ status: 'failed', outcome: 'errored' }), at(10))
    const [next] = await executions.unfinishedOf(pipeline.id)
    expect(next).toMatchObject({
      trigger: 'retry',
      attempt: 2,
      retryOf: first.executionId,
      firstExecutionId: first.executionId,
      fullRefresh: true,
      triggeredBy: null,
    })
    expect(Date.parse(next?.notBefore ?? '') - Date.parse(at(10))).toBeGreaterThanOrEqual(54_000)
    expect((await pipelines.recentExecutions([pipeline.id], 5)).get(pipeline.id)?.last?.id).toBe(next?.id)
    expect(await executions.claim('worker', 'early', () => new Date(at(20)), 30)).toBeUndefined()
    const claimed = await executions.claim('worker', 'late', () => new Date(at(80)), 30)
    expect(claimed?.id).toBe(next?.id)
    await executions.finish(
      { executionId: claimed?.id ?? '', token: 'late' },
      aResult({ status: 'failed', outcome: 'errored' }),
      at(90),
    )
    const [third] = await executions.unfinishedOf(pipeline.id)
    expect(third).toMatchObject({ attempt: 3, retryOf: next?.id, firstExecutionId: first.executionId })
    expect(await executions.nextStart(new Date(at(95)))).toBe(third?.notBefore)
    await executions.claim('worker', 'last', () => new Date(at(300)), 30)
    await executions.finish(
      { executionId: third?.id ?? '', token: 'last' },
      aResult({ status: 'failed', outcome: 'errored' }),
      at(310),
    )
    expect(await executions.unfinishedOf(pipeline.id)).toEqual([])
    expect(await executions.attempts(first.executionId)).toMatchObject(
      [1, 2, 3].map((attempt) => ({ attempt, status: 'failed', outcome: 'errored' })),
    )
    expect((await executions.list(executionQuery({ pipelineId: pipeline.id }))).items).toHaveLength(3)
  })

  it('that waits can be cancelled, and a cancelled one is not retried', async () => {
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
