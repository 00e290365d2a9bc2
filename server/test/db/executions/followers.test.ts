import { expect, it } from 'vitest'

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

const FAILED = { status: 'failed' as const, outcome: 'errored' as const, errorMessage: 'no' }

describeDialects('a success', (open) => {
  it('starts the active pipelines that come after it, once', async () => {
    await using test = await open()
    const { executions, schedules } = test.stores
    const source = await storedPipeline(test.stores)
    const next = await storedPipeline(test.stores, { after: source.id })
    await storedPipeline(test.stores, { after: source.id, isActive: false })
    await endedExecution(test.stores, source, FAILED)
    expect((await executions.list(executionQuery({ status: ['pending'] }))).items).toEqual([])

    await endedExecution(test.stores, source, { seconds: 10 })
    const started = (await executions.list(executionQuery({ status: ['pending'] }))).items
    expect(started).toMatchObject([{ pipelineId: next.id, trigger: 'after', attempt: 1 }])
    expect(await schedules.ticks(next.id, 5)).toMatchObject([
      { outcome: 'enqueued', executionId: started[0]?.id },
    ])
  })

  it('skips a follower that has not ended, with the reason', async () => {
    await using test = await open()
    const { executions, schedules } = test.stores
    const source = await storedPipeline(test.stores, { name: 'Source' })
    const next = await storedPipeline(test.stores, { after: source.id })
    const lease = await startedExecution(test.stores, source)
    await executions.enqueue(anExecution(next))
    await executions.finish(lease, aResult(), at(1))
    expect(await schedules.ticks(next.id, 5)).toMatchObject([
      { outcome: 'skipped', reason: expect.stringContaining('"Source" succeeded') },
    ])
  })

  it('starts nothing when only the first records were read', async () => {
    await using test = await open()
    const { executions } = test.stores
    const source = await storedPipeline(test.stores)
    await storedPipeline(test.stores, { after: source.id })
    const lease = await startedExecution(test.stores, source, {
      options: { fullRefresh: false, limitRecords: 10 },
    })
    await executions.finish(lease, aResult(), at(1))
    expect((await executions.list(executionQuery({ status: ['pending'] }))).items).toEqual([])
  })
})
