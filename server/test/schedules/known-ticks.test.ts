import fc from 'fast-check'
import { expect, it } from 'vitest'

import { cachedTicksBetween } from '../../src/domain/schedules/known-ticks.ts'
import { ticksBetween } from '../../src/domain/schedules/schedule.ts'

const DAY = 86_400_000
const BEGINNING = Date.UTC(2026, 0, 1)

it('cached ticks equal computed ones, whatever the window and its clock changes', () => {
  fc.assert(
    fc.property(
      fc.constantFrom('0 * * * *', '30 2 * * *', '*/7 1-3 * * *', '15 0 1 * *', '59 23 * * 0', '@hourly'),
      fc.constantFrom('UTC', 'Europe/Berlin', 'America/New_York', 'Australia/Lord_Howe', 'Asia/Kolkata'),
      fc.integer({ min: 0, max: 365 * DAY }),
      fc.integer({ min: 1, max: 3 * DAY }),
      (schedule, timezone, start, length) => {
        const from = new Date(BEGINNING + start)
        const to = new Date(from.getTime() + length)
        const expected = ticksBetween(schedule, timezone, from, to, 20_000).map((tick) => tick.getTime())
        expect(cachedTicksBetween(schedule, timezone, from, to)).toEqual(expected)
        expect(cachedTicksBetween(schedule, timezone, from, to)).toEqual(expected)
      },
    ),
    { numRuns: 300 },
  )
})
