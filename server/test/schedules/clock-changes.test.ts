import fc from 'fast-check'
import { expect, it } from 'vitest'

import { cachedTicksBetween } from '../../src/domain/schedules/known-ticks.ts'
import { lastTicks, nextTick, previewTicks, ticksBetween } from '../../src/domain/schedules/schedule.ts'
import { planTicks } from '../../src/domain/schedules/tick-plan.ts'
import { walkTheClock } from './support/clock-walk.ts'

const MINUTE = 60_000
const DAY = 86_400_000

/** Days on which the clock goes forward or back; Samoa skipped one altogether. */
const CHANGES: Record<string, readonly string[]> = {
  'Europe/Berlin': ['2027-03-28', '2027-10-31', '2026-10-25'],
  'America/New_York': ['2027-03-14', '2027-11-07', '2026-11-01'],
  'Australia/Lord_Howe': ['2026-10-04', '2027-04-04', '2027-10-03'],
  'Africa/Casablanca': ['2026-02-15', '2026-03-22', '2027-02-07', '2027-03-14'],
  'Pacific/Apia': ['2011-12-30', '2020-09-27', '2021-04-04', '2026-06-01'],
}

const days = Object.entries(CHANGES).flatMap(([zone, dates]) => dates.map((date) => [zone, date] as const))

/** Values of a field and how they are written. */
interface Field {
  text: string
  values: readonly number[] | '*'
}

const list = (most: number, likely: readonly number[]): fc.Arbitrary<Field> =>
  fc
    .uniqueArray(fc.oneof(fc.constantFrom(...likely), fc.integer({ min: 0, max: most })), {
      minLength: 1,
      maxLength: 5,
    })
    .map((values) => ({ text: values.join(','), values }))

const range = (most: number): fc.Arbitrary<Field> =>
  fc
    .tuple(
      fc.integer({ min: 0, max: most - 1 }),
      fc.integer({ min: 0, max: most - 1 }),
      fc.integer({ min: 1, max: 7 }),
    )
    .map(([one, other, step]) => {
      const [first, last] = [Math.min(one, other), Math.max(one, other)]
      const values = Array.from(
        { length: Math.floor((last - first) / step) + 1 },
        (_, index) => first + index * step,
      )
      return { text: `${first}-${last}/${step}`, values }
    })

const star: fc.Arbitrary<Field> = fc.constant({ text: '*', values: '*' })

const schedules = fc.record({
  minutes: fc.oneof(list(59, [0, 1, 15, 30, 45, 59]), range(59), star),
  hours: fc.oneof(list(23, [0, 1, 2, 3]), range(23), star),
  weekdays: fc.constantFrom<Field>(
    { text: '*', values: '*' },
    { text: '0', values: [0] },
    { text: '1-6', values: [1, 2, 3, 4, 5, 6] },
  ),
})

it('the ticks of any schedule are those seen by checking the clock every minute', () => {
  fc.assert(
    fc.property(fc.constantFrom(...days), schedules, ([zone, date], { minutes, hours, weekdays }) => {
      const schedule = `${minutes.text} ${hours.text} * * ${weekdays.text}`
      const from = Date.parse(`${date}T00:00:00Z`) - DAY
      const to = from + 3 * DAY
      const fields = { minutes: minutes.values, hours: hours.values, weekdays: weekdays.values }
      // Ticks skipped just before it still count.
      const seen = walkTheClock(fields, zone, from - DAY, to).filter(({ at }) => at > from)
      const ticks = ticksBetween(schedule, zone, new Date(from), new Date(to)).map(Number)
      expect(ticks).toEqual(seen.map(({ at }) => at))
      expect(new Set(ticks).size).toBe(ticks.length)
      const preview = previewTicks(schedule, zone, new Date(from), Math.min(ticks.length, 400))
      const moved = preview.filter(({ note }) => note === 'moved').map(({ at }) => Date.parse(at))
      const madeUp = seen.slice(0, 400).filter(({ why }) => why === 'made up for')
      expect(moved).toEqual(madeUp.map(({ at }) => at))
      expect(preview.map(({ at }) => Date.parse(at))).toEqual(ticks.slice(0, 400))
    }),
    { numRuns: 100 },
  )
})

it.each([
  ['*/15 * * * *', { minutes: [0, 15, 30, 45], hours: '*', weekdays: '*' }],
  ['*/20 * * * *', { minutes: [0, 20, 40], hours: '*', weekdays: '*' }],
  ['30 * * * *', { minutes: [30], hours: '*', weekdays: '*' }],
] as const)('%s continues by the clock through every change', (schedule, fields) => {
  for (const [zone, date] of days) {
    const from = Date.parse(`${date}T00:00:00Z`) - DAY
    const seen = walkTheClock(fields, zone, from + MINUTE, from + 3 * DAY)
    expect(ticksBetween(schedule, zone, new Date(from), new Date(from + 3 * DAY)).map(Number)).toEqual(
      seen.map(({ at }) => at),
    )
  }
})

it('asked one by one, backwards, by the hour or for missed ones, the ticks are the same', () => {
  fc.assert(
    fc.property(
      fc.constantFrom(...days),
      schedules,
      fc.integer({ min: 0, max: 3 * 1440 - 3 }),
      ([zone, date], { minutes, hours, weekdays }, minute) => {
        const schedule = `${minutes.text} ${hours.text} * * ${weekdays.text}`
        const from = Date.parse(`${date}T00:00:00Z`) - DAY
        const to = from + 3 * DAY
        const all = ticksBetween(schedule, zone, new Date(from), new Date(to))
        const middle = new Date(from + minute * MINUTE + 500)
        const [earlier, later] = [all.filter((tick) => tick <= middle), all.filter((tick) => tick > middle)]
        expect(ticksBetween(schedule, zone, middle, new Date(to))).toEqual(later)
        expect(lastTicks(schedule, zone, middle, earlier.length)).toEqual(earlier)
        expect(cachedTicksBetween(schedule, zone, middle, new Date(to))).toEqual(later.map(Number))
        let last = middle
        for (const tick of later.slice(0, 100)) {
          expect(nextTick(schedule, zone, last)).toEqual(tick)
          last = tick
        }
        const [first, ...rest] = earlier.slice(-90)
        if (first === undefined) return
        const due = {
          schedule,
          timezone: zone,
          missedTicks: 'skip' as const,
          dueAt: first.toISOString(),
          catchUpUntil: null,
        }
        const late = planTicks(due, new Date(middle.getTime() + 2 * MINUTE))
        const missed = [
          first,
          ...rest,
          ...later.filter((tick) => tick.getTime() <= middle.getTime() + 2 * MINUTE),
        ]
        const fired = late.enqueue === null ? [] : [late.enqueue]
        expect([...late.missed.map(({ dueAt }) => dueAt), ...fired].slice(-90)).toEqual(
          missed.map((tick) => tick.toISOString()).slice(-90),
        )
      },
    ),
    { numRuns: 60 },
  )
})

it('a tick once in years is found even where the clock skips or repeats it', () => {
  const local = (schedule: string, zone: string, from: string, count: number) =>
    previewTicks(schedule, zone, new Date(from), count).map(({ local, note }) => [local, note])
  expect(local('30 2 28 3 *', 'Europe/Berlin', '2026-04-01T00:00:00Z', 2)).toEqual([
    ['2027-03-28 03:00', 'moved'],
    ['2028-03-28 02:30', null],
  ])
  expect(local('0 0 29 2 *', 'Europe/Berlin', '2026-04-01T00:00:00Z', 3)).toEqual([
    ['2028-02-29 00:00', 'offset'],
    ['2032-02-29 00:00', null],
    ['2036-02-29 00:00', null],
  ])
  expect(local('*/30 2 31 10 *', 'Europe/Berlin', '2027-10-31T00:15:00Z', 4)).toEqual([
    ['2027-10-31 02:30', null],
    ['2027-10-31 02:00', 'again'],
    ['2027-10-31 02:30', 'again'],
    ['2028-10-31 02:00', null],
  ])
})
