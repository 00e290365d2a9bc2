import { expect, it } from 'vitest'

import { describeDialects } from '../../support/database.ts'
import {
  anExecution,
  aResult,
  at,
  endedExecution,
  startedExecution,
  storedPipeline,
} from '../../support/records.ts'

describeDialects('aggregates', (open) => {
  it('are updated by the transaction that ends an execution', async () => {
    await using test = await open()
    const pipeline = await storedPipeline(test.stores)
    const { statistics } = test.stores.pipelines
    expect(await statistics(pipeline.id)).toEqual({
      totalExecutions: 0,
      success: 0,
      failed: 0,
      cancelled: 0,
      successRate: null,
      averageDurationSeconds: null,
      p50DurationSeconds: null,
      p95DurationSeconds: null,
      recordsProcessed: 0,
      uncounted: 0,
    })
    await endedExecution(test.stores, pipeline, { duration: 10, recordsProcessed: 100 })
    expect(await statistics(pipeline.id)).toMatchObject({ p50DurationSeconds: 10, p95DurationSeconds: 10 })
    await endedExecution(test.stores, pipeline, {
      seconds: 1000,
      duration: 20,
      recordsProcessed: 50,
      status: 'failed',
    })
    await endedExecution(test.stores, pipeline, {
      seconds: 2000,
      duration: 30,
      recordsProcessed: 5_000_000_000,
    })
    const pending = anExecution(pipeline)
    await test.stores.executions.enqueue(pending)
    await test.stores.executions.requestCancel(pending.id, at(3000))
    await test.stores.executions.enqueue(anExecution(pipeline))
    expect(await statistics(pipeline.id)).toMatchObject({
      totalExecutions: 5,
      success: 2,
      failed: 1,
      cancelled: 1,
      successRate: 50,
      averageDurationSeconds: 20,
      recordsProcessed: 5_000_000_150,
    })
    const rows = await test.database.db
      .selectFrom('execution_bucket')
      .select(['pipeline_id', 'bucket_at', 'success', 'timed_count'])
      .orderBy('pipeline_id')
      .orderBy('bucket_at')
      .execute()
    const quarters = [
      { bucket_at: '', success: 2, timed_count: 3 },
      { bucket_at: '2026-11-23T08:00:00.000Z', success: 1, timed_count: 1 },
      { bucket_at: '2026-11-23T08:15:00.000Z', success: 0, timed_count: 1 },
      { bucket_at: '2026-11-23T08:30:00.000Z', success: 1, timed_count: 1 },
    ]
    expect(rows).toEqual(
      ['', pipeline.id].flatMap((pipeline_id) => quarters.map((quarter) => ({ pipeline_id, ...quarter }))),
    )
  })

  it('lose nothing when many executions end at once, in two processes', async () => {
    await using test = await open()
    const other = test.connect()
    const leases = []
    for (let index = 0; index < 16; index++) {
      leases.push(await startedExecution(test.stores, await storedPipeline(test.stores)))
    }
    await Promise.all(
      leases.map((lease, index) =>
        (index % 2 === 0 ? test.stores : other).executions.finish(
          lease,
          aResult({ recordsProcessed: 1 }),
          at(5),
        ),
      ),
    )
    const fleet = await test.database.db
      .selectFrom('execution_bucket')
      .select(['success', 'records', 'durations'])
      .where('pipeline_id', '=', '')
      .execute()
    expect(fleet).toHaveLength(2)
    for (const row of fleet) {
      expect(row).toMatchObject({ success: 16, records: 16 })
      expect(Object.values((JSON.parse(row.durations) as { counts: object }).counts)).toEqual([16])
    }
  })
})
