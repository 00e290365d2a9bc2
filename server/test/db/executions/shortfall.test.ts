import { expect, it } from 'vitest'

import { describeDialects } from '../../support/database.ts'
import { aResult, at, startedExecution, storedPipeline } from '../../support/records.ts'

describeDialects('record counts', (open) => {
  it('of an execution that continues from a state are compared with such executions only', async () => {
    await using test = await open()
    const { stores } = test
    const pipeline = await storedPipeline(stores)
    const shortfalls: unknown[] = []
    const runs = [
      [null, 2400],
      [{ id: 2400 }, 3],
      [{ id: 2403 }, 100],
      [{ id: 2503 }, 100],
      [{ id: 2603 }, 4],
      [null, 2400],
      [null, 9],
    ] as const
    for (const [index, [stateBefore, recordsProcessed]] of runs.entries()) {
      const seconds = index * 100
      const lease = await startedExecution(stores, pipeline, { seconds })
      await stores.executions.saveStart(lease, { stateBefore, resolvedConfig: {}, steps: [] })
      await stores.executions.finish(lease, aResult({ recordsProcessed }), at(seconds + 1))
      shortfalls.push((await stores.executions.find(lease.executionId))?.shortfall)
    }
    expect(shortfalls).toEqual([null, null, null, null, 'low', null, 'low'])
  })
})
