import { describe, expect, it } from 'vitest'

import { bandRanges } from '../../../src/domain/figures/band-ranges.ts'
import { expectedBand, isUnusual, type PastExecution } from '../../../src/domain/figures/expected-band.ts'
import { unusualWords } from '../../../src/domain/figures/usual-words.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const UTC = { timezone: 'UTC' }
/** A Monday. */
const MONDAY = Date.parse('2026-11-23T02:00:00Z')

const one = (at: number, records: number, given: Partial<PastExecution> = {}): PastExecution => ({
  id: String(at),
  at,
  full: false,
  duration: 600,
  records,
  ...given,
})

/** Each night for weeks before: Mondays also bring the weekend's records. */
const nights = (weeks: number, monday = 10_000, other = 2000) =>
  Array.from({ length: weeks * 7 }, (_, index) => {
    const at = MONDAY - (index + 1) * DAY
    return one(at, (new Date(at).getUTCDay() === 1 ? monday : other) + (index % 5) * 20)
  })

describe('the usual range', () => {
  it('depends on weekday and hour: a Monday like a Sunday is unusual, and a Sunday is not', () => {
    const past = nights(8)
    const band = expectedBand('records', one(MONDAY, 0), past, UTC)
    expect(band).toMatchObject({ basis: 'weekday', includesZero: false })
    expect(band && isUnusual('records', 10_200, band)).toBe(false)
    expect(band && isUnusual('records', 2050, band)).toBe(true)
    const tuesday = expectedBand('records', one(MONDAY + DAY, 0), past, UTC)
    expect(tuesday && isUnusual('records', 2050, tuesday)).toBe(false)
  })

  it('falls back to working days, to the hour and to the last ones, and needs more than a few', () => {
    const of = (past: PastExecution[], at = MONDAY) => expectedBand('records', one(at, 0), past, UTC)?.basis
    expect(of(nights(2, 2000))).toBe('day-type')
    expect(of(nights(1, 2000))).toBe('hour')
    expect(of(Array.from({ length: 12 }, (_, index) => one(MONDAY - (index + 3) * HOUR, 500)))).toBe('last')
    expect(of(nights(1).slice(0, 6))).toBeUndefined()
  })

  it('compares with earlier executions only, full refreshes separately', () => {
    const past = nights(8).map((night) => ({ ...night, at: night.at + 60 * DAY }))
    expect(expectedBand('records', one(MONDAY, 0), past, UTC)).toBeNull()
    expect(expectedBand('records', one(MONDAY, 0, { full: true }), nights(8), UTC)).toBeNull()
  })

  it('ignores one outlier, and accepts nights without records if there are many', () => {
    const mishap = nights(8).map((night, index) => (index === 6 ? { ...night, records: 3 } : night))
    const band = expectedBand('records', one(MONDAY, 0), mishap, UTC)
    expect(band && isUnusual('records', 3, band)).toBe(true)
    const often = nights(8).map((night, index) => (index % 3 === 0 ? { ...night, records: 0 } : night))
    const gaps = expectedBand('records', one(MONDAY, 0), often, UTC)
    expect(gaps?.includesZero).toBe(true)
    expect(gaps && isUnusual('records', 0, gaps)).toBe(false)
    expect(gaps && isUnusual('records', 900, gaps)).toBe(true)
  })

  it('is undefined for records when hardly any were ever loaded', () => {
    expect(
      expectedBand(
        'records',
        one(MONDAY, 0),
        nights(8, 0, 0).map((n) => ({ ...n, records: 0 })),
        UTC,
      ),
    ).toBeNull()
  })

  it('of durations reaches further up than down, and trivial differences are not unusual', () => {
    const band = expectedBand('duration', one(MONDAY, 0), nights(8), UTC)
    if (band === null) throw new Error('Enough is known.')
    expect(band.high - 600).toBeGreaterThan(600 - band.low)
    expect(isUnusual('duration', band.high + 20, band)).toBe(false)
    expect(isUnusual('duration', 1200, band)).toBe(true)
  })

  it('follows the clock of the pipeline through daylight saving, and is near across midnight', () => {
    // Two o'clock in Berlin is one o'clock in UTC until the end of March.
    const target = Date.parse('2026-04-13T00:00:00Z')
    const past = Array.from({ length: 8 }, (_, index) => {
      const at = target - (index + 1) * 7 * DAY
      return one(at + (at < Date.parse('2026-03-29T01:00:00Z') ? HOUR : 0), 700)
    })
    expect(expectedBand('records', one(target, 0), past, { timezone: 'Europe/Berlin' })).toMatchObject({
      basis: 'weekday',
      executions: 8,
    })
    const late = Date.parse('2026-11-23T23:45:00Z')
    const early = Array.from({ length: 6 }, (_, index) => one(late + HOUR / 2 - (index + 1) * 7 * DAY, 700))
    expect(expectedBand('records', one(late, 0), early, UTC)?.basis).toBe('weekday')
  })

  it('is described in words', () => {
    const band = { low: 9800, high: 11_400, includesZero: false, basis: 'weekday', executions: 8 } as const
    expect(unusualWords('records', 12, band, { at: MONDAY + 5 * 60_000, timezone: 'UTC' })).toBe(
      '12 records; usual on Mondays around 02:00 UTC: 9,800–11,400.',
    )
    const time = { ...band, low: 300, high: 720, basis: 'last', executions: 40 } as const
    expect(unusualWords('duration', 2520, time, { at: MONDAY, timezone: 'UTC', running: true })).toBe(
      'Has been running for 42m 00s; usual in the last 40 executions: 5m 00s–12m 00s.',
    )
  })
})

describe('the times to compare with', () => {
  it('are the same hours of earlier days and weeks, merged where they meet', () => {
    const ranges = bandRanges([MONDAY, MONDAY + HOUR], 'UTC')
    expect(ranges).toHaveLength(14 + 6)
    expect(ranges.at(-1)).toEqual({ from: MONDAY - DAY - HOUR, to: MONDAY - DAY + 2 * HOUR + 1 })
    expect(ranges[0]?.from).toBe(MONDAY - 8 * 7 * DAY - HOUR)
  })
})
