import { expect, it } from 'vitest'

import { describeDialects, NOON } from '../../support/database.ts'
import { at, endedExecution, storedPipeline } from '../../support/records.ts'

describeDialects('the timeline of a pipeline', (open) => {
  it('merges executions, changes and ticks that started nothing, page by page without a gap', async () => {
    await using test = await open()
    const { stores, database } = test
    const pipeline = await storedPipeline(stores)
    const other = await storedPipeline(stores)
    for (let index = 0; index < 7; index += 1) {
      await endedExecution(stores, pipeline, { seconds: index * 7200, duration: 5 })
      await endedExecution(stores, other, { seconds: index * 7200 + 60, duration: 5 })
    }
    const note = { actor: { id: 'a', name: 'Ada' }, action: 'update', entityType: 'pipeline' } as const
    for (const { id } of [pipeline, pipeline, pipeline, other]) {
      await stores.audit.record({ ...note, entityId: id, entityName: 'P' })
    }
    // At the moment of an execution, and of the changes.
    for (const [due_at, outcome] of [
      [at(7200), 'skipped'],
      [NOON, 'missed'],
      [at(10_800), 'enqueued'],
    ] as const) {
      await database.db
        .insertInto('tick')
        .values({
          pipeline_id: pipeline.id,
          due_at,
          outcome,
          reason: 'late',
          execution_id: null,
          recorded_at: due_at,
        })
        .execute()
    }
    const whole = await stores.timeline.list(pipeline.id, { limit: 100 })
    expect(whole.nextCursor).toBeNull()
    expect(whole.items.map(({ kind }) => kind).sort()).toEqual([
      ...Array.from({ length: 3 }, () => 'change'),
      ...Array.from({ length: 7 }, () => 'execution'),
      'tick',
      'tick',
    ])
    const times = whole.items.map((item) => item.at)
    expect(times).toEqual(times.toSorted().toReversed())
    for (const limit of [1, 2, 5]) {
      const seen: unknown[] = []
      let cursor: string | undefined
      do {
        const page = await stores.timeline.list(pipeline.id, { limit, cursor })
        seen.push(...page.items)
        cursor = page.nextCursor ?? undefined
      } while (cursor !== undefined)
      expect(seen).toEqual(whole.items)
    }
  })

  it('comes with a series of figures, cut at the days of a time zone', async () => {
    await using test = await open()
    const { stores } = test
    const pipeline = await storedPipeline(stores)
    const other = await storedPipeline(stores)
    await endedExecution(stores, pipeline, { seconds: 0, duration: 10, recordsProcessed: 5 })
    await endedExecution(stores, other, { seconds: 60, duration: 99, recordsProcessed: 99 })
    await endedExecution(stores, pipeline, { seconds: 3600, duration: 20, recordsProcessed: 6 })
    await endedExecution(stores, pipeline, {
      seconds: 90_000,
      duration: 30,
      status: 'failed',
      outcome: 'errored',
    })
    const start = Date.parse(at(0))
    const days = [-1, 0, 1, 2].map((day) => ({
      from: start + day * 86_400_000,
      to: start + (day + 1) * 86_400_000,
    }))
    const sums = await stores.statistics.pipelinePeriods(pipeline.id, days)
    expect(sums.map(({ success, failed, recordsProcessed }) => [success, failed, recordsProcessed])).toEqual([
      [0, 0, 0],
      [2, 0, 11],
      [0, 1, 0],
      [0, 0, 0],
    ])
    expect(sums[1]).toMatchObject({ p50Ms: 10_000, timedCount: 2, durationMsSum: 30_000 })
  })
})
