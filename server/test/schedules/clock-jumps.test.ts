import { expect, it } from 'vitest'

import { fireDueTicks, planSchedules, type FireContext } from '../../src/app/schedules/fire-schedules.ts'
import { createLog } from '../../src/core/log.ts'
import { openTestDatabase } from '../support/database.ts'
import { newId, storedPipeline } from '../support/records.ts'

const HOUR_MS = 3_600_000

it('a clock set back fires nothing twice, and one set forward misses nothing unrecorded', async () => {
  await using test = await openTestDatabase('sqlite')
  const { schedules, executions } = test.stores
  let now = new Date('2026-11-23T09:30:00.000Z')
  const context: FireContext = {
    clock: { now: () => now },
    newId,
    schedules,
    work: { pending: () => undefined },
    log: createLog('silent'),
  }
  const pipeline = await storedPipeline(test.stores, { schedule: '0 * * * *', startWindowSeconds: 600 })
  const lookAt = async (time: string) => {
    now = new Date(`2026-11-23T${time}:00.000Z`)
    await planSchedules(context)
    await fireDueTicks(context, new Set())
    const [execution] = await executions.unfinishedOf(pipeline.id)
    if (execution !== undefined) await executions.requestCancel(execution.id, now.toISOString())
    return execution
  }
  const ticks = async () =>
    (await schedules.ticks(pipeline.id, 20))
      .toReversed()
      .map(({ dueAt, outcome }) => [dueAt.slice(11, 16), outcome])

  expect(await lookAt('09:59')).toBeUndefined()
  // In time: it keeps its due time and takes its place in the start window.
  const first = await lookAt('10:00')
  const place = Date.parse(first?.notBefore ?? '') - Date.parse('2026-11-23T10:00:00.000Z')
  expect(place).toBeGreaterThan(0)
  expect(place).toBeLessThan(600_000)

  expect(await lookAt('08:30')).toBeUndefined()
  expect(await lookAt('10:00')).toBeUndefined()
  expect(await ticks()).toEqual([['10:00', 'enqueued']])

  // Four hours forward: the last tick stands for those before it, and starts without a window.
  expect(await lookAt('14:30')).toMatchObject({ notBefore: null })
  // And back again by three: the next one is due when the clock reaches it.
  now = new Date(now.getTime() - 3 * HOUR_MS)
  expect(await lookAt('11:30')).toBeUndefined()
  expect(await lookAt('15:00')).toBeDefined()
  expect(await ticks()).toEqual([
    ['10:00', 'enqueued'],
    ['11:00', 'missed'],
    ['12:00', 'missed'],
    ['13:00', 'missed'],
    ['14:00', 'enqueued'],
    ['15:00', 'enqueued'],
  ])
})
