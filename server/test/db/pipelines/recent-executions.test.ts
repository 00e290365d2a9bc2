import { expect, it } from 'vitest'

import { describeDialects } from '../../support/database.ts'
import { anExecution, at, endedExecution, storedPipeline } from '../../support/records.ts'

describeDialects('pipelines', (open) => {
  it('show their last executions, oldest first, per pipeline', async () => {
    await using test = await open()
    const [busy, idle, never] = [
      await storedPipeline(test.stores),
      await storedPipeline(test.stores),
      await storedPipeline(test.stores),
    ]
    const ids: string[] = []
    for (let index = 0; index < 5; index++) {
      ids.push(
        await endedExecution(test.stores, busy, {
          seconds: index * 10,
          duration: index + 1,
          recordsProcessed: index,
        }),
      )
    }
    const pending = anExecution(idle, { queuedAt: at(7) })
    await test.stores.executions.enqueue(pending)
    const recent = await test.stores.pipelines.recentExecutions([busy.id, idle.id, never.id], 3)
    expect(recent.get(busy.id)?.strip.map(({ id }) => id)).toEqual(ids.slice(2))
    expect(recent.get(busy.id)?.strip[0]).toEqual({
      id: ids[2],
      status: 'success',
      durationSeconds: 3,
      recordsProcessed: 2,
      queuedAt: at(20),
      shortfall: null,
    })
    expect(recent.get(busy.id)?.last).toMatchObject({ id: ids[4], finishedAt: at(45), errorMessage: null })
    expect(recent.get(idle.id)).toMatchObject({
      last: { id: pending.id, startedAt: null },
      strip: [{ status: 'pending' }],
    })
    expect(recent.get(never.id)).toEqual({
      last: null,
      strip: [],
      loadedAt: null,
      staleAt: null,
      successRate: null,
      p95Seconds: null,
    })
  })

  it('show their last executions on pages of two hundred', async () => {
    await using test = await open()
    const ids: string[] = []
    for (let index = 0; index < 200; index++) ids.push((await storedPipeline(test.stores)).id)
    const last = await endedExecution(test.stores, { id: ids[199] ?? '', name: 'last' })
    const recent = await test.stores.pipelines.recentExecutions(ids, 24)
    expect(recent.size).toBe(200)
    expect(recent.get(ids[199] ?? '')?.last?.id).toBe(last)
  })
})
