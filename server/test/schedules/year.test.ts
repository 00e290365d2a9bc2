import { expect, it } from 'vitest'

import { fireDueTicks, planSchedules, type FireContext } from '../../src/app/fire-schedules.ts'
import { ticksBetween } from '../../src/domain/schedule.ts'
import { createLog } from '../../src/log.ts'
import { openTestDatabase } from '../support/database.ts'
import { aPipeline, newId } from '../support/records.ts'

const START = new Date('2026-03-01T00:00:00.000Z')
const END = new Date('2027-03-01T00:00:00.000Z')
const ZONES = ['UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata']
// Half past two on Sundays meets every change of the clocks in Europe and America.
const SCHEDULES = [
  '30 2 * 3,10 0',
  '0 3 1 * *',
  '15 1 1 * *',
  '59 23 15 * *',
  '0 0 1 1,4,7,10 *',
  '30 1-3 * 3,10 0',
  '45 1 1,25 * *',
  '30 2 8 3 *',
]

it('in a simulated year every due tick of 200 schedules fires exactly once, and none besides', async () => {
  await using test = await openTestDatabase('sqlite')
  const { stores } = test
  let now = START
  const made: string[] = []
  const context: FireContext = {
    clock: { now: () => now },
    newId() {
      const id = newId()
      made.push(id)
      return id
    },
    schedules: stores.schedules,
    work: { pending: () => undefined },
    log: createLog('silent'),
  }
  const pipelines = Array.from({ length: 200 }, (_, index) =>
    aPipeline({
      schedule: SCHEDULES[index % SCHEDULES.length] ?? '',
      timezone: ZONES[Math.floor(index / SCHEDULES.length) % ZONES.length] ?? '',
    }),
  )
  for (const pipeline of pipelines) await stores.pipelines.create(pipeline)
  await planSchedules(context)
  const waiting = new Set<string>()
  for (;;) {
    const next = await stores.schedules.nextDue(now.toISOString())
    if (next === null || next > END.toISOString()) break
    // The clock jumps to the tick, and looks twice: the second look must find nothing.
    now = new Date(next)
    await fireDueTicks(context, waiting)
    await fireDueTicks(context, waiting)
    // Each has ended by the next tick.
    for (const id of made.splice(0)) await stores.executions.requestCancel(id, now.toISOString())
  }
  let expected = 0
  for (const { id, schedule, timezone } of pipelines) {
    const due = ticksBetween(schedule, timezone, START, END, 10_000).map((tick) => tick.toISOString())
    const fired = await stores.schedules.ticks(id, 10_000)
    expect(fired.map(({ dueAt }) => dueAt).reverse()).toEqual(due)
    expect(new Set(fired.map(({ outcome }) => outcome))).toEqual(new Set(['enqueued']))
    expected += due.length
  }
  expect(expected).toBeGreaterThan(2000)
}, 240_000)
