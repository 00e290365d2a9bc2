import { expect, it } from 'vitest'

import { HealthHistory } from '../../../src/app/figures/health-history.ts'
import { showWall } from '../../../src/app/figures/show-wall.ts'
import { maxOverlap, usualDuration } from '../../../src/domain/figures/usual-duration.ts'
import { describeDialects, type TestDatabase } from '../../support/database.ts'
import { at, endedExecution, startedExecution, storedPipeline } from '../../support/records.ts'

const HOUR = 3600
const FAILED = { status: 'failed', outcome: 'errored', errorMessage: 'No such file.' } as const

const wallOf = ({ stores }: TestDatabase, now = at(0), since = at(-14 * HOUR)) => {
  const context = { ...stores, clock: { now: () => new Date(now) }, concurrency: 4 }
  return showWall(context, new HealthHistory(context), { since })
}

describeDialects('the wall', (open) => {
  it('shows how many pipelines did not fail last, now and at each hour of the last day', async () => {
    await using test = await open()
    const [orders, visits, idle, never] = await Promise.all(
      ['orders', 'visits', 'idle', 'never'].map((name) =>
        storedPipeline(test.stores, { name, isActive: name !== 'idle' }),
      ),
    )
    if (orders === undefined || visits === undefined || idle === undefined || never === undefined) {
      throw new Error('Not stored.')
    }
    await endedExecution(test.stores, orders, { seconds: -30 * HOUR, ...FAILED })
    await endedExecution(test.stores, visits, { seconds: -29 * HOUR })
    await endedExecution(test.stores, idle, { seconds: -29 * HOUR, ...FAILED })
    await endedExecution(test.stores, orders, { seconds: -20.5 * HOUR })
    await endedExecution(test.stores, visits, { seconds: -2.5 * HOUR, ...FAILED })
    // Cancelled: says nothing about the pipeline.
    await endedExecution(test.stores, visits, {
      seconds: -HOUR / 2,
      status: 'cancelled',
      outcome: 'cancelled',
    })

    const wall = await wallOf(test)
    expect(wall.health).toEqual({ at: at(0), healthy: 1, total: 2 })
    expect(wall.healthBefore.map(({ healthy, total }) => `${healthy}/${total}`)).toEqual([
      ...Array.from({ length: 4 }, () => '1/2'),
      ...Array.from({ length: 18 }, () => '2/2'),
      ...Array.from({ length: 3 }, () => '1/2'),
    ])
    expect(wall.since).toEqual({ from: at(-14 * HOUR), executions: 2, failed: 1 })
    expect(wall.failing).toMatchObject({
      total: 1,
      items: [{ title: 'No such file.', pipelines: 3, assignee: null }],
    })
  })

  it('estimates from the last ordinary successes, and shows nothing when there are too few', async () => {
    await using test = await open()
    const known = await storedPipeline(test.stores, { name: 'known', schedule: '*/20 * * * *' })
    const unknown = await storedPipeline(test.stores, { name: 'unknown' })
    for (const [index, duration] of [60, 900, 62, 58].entries()) {
      await endedExecution(test.stores, known, { seconds: -10 * HOUR + index * 1000, duration })
    }
    await endedExecution(test.stores, unknown, { seconds: -HOUR })
    await startedExecution(test.stores, known, { seconds: -40 })
    await startedExecution(test.stores, unknown, { seconds: -30 })

    const { running } = await wallOf(test)
    expect(running).toMatchObject({
      total: 2,
      waiting: 0,
      items: [
        { pipelineName: 'known', startedAt: at(-40), usualSeconds: 61 },
        { pipelineName: 'unknown', usualSeconds: null },
      ],
    })
  })

  it('is empty on an empty installation', async () => {
    await using test = await open()
    expect(await wallOf(test)).toMatchObject({
      health: { healthy: 0, total: 0 },
      since: { executions: 0, failed: 0 },
      failing: { total: 0, items: [] },
      stale: { total: 0, targets: 0, items: [] },
      running: { total: 0, waiting: 0, items: [] },
      late: { total: 0, items: [] },
      nextHour: { total: 0, peak: 0, items: [] },
      pause: null,
      hold: null,
    })
  })
})

it('takes a median of at least three as the usual duration', () => {
  expect(usualDuration([5, 7])).toBeNull()
  expect(usualDuration([900, 58, 62, 60, 61])).toBe(61)
})

it('counts overlapping executions; an end at the moment of a start does not overlap', () => {
  expect(maxOverlap([])).toBe(0)
  expect(
    maxOverlap([
      [0, 10],
      [10, 20],
      [5, 12],
      [11, 13],
    ]),
  ).toBe(3)
})
