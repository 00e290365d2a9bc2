import { describe, expect, it } from 'vitest'

import { cutPeriod, seriesUnit } from '../../../src/domain/figures/series.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const at = (text: string) => Date.parse(text)
const hours = (parts: { from: number; to: number }[]) => parts.map(({ from, to }) => (to - from) / HOUR)
const starts = (parts: { from: number }[]) => parts.map(({ from }) => new Date(from).toISOString())

describe('the unit of a series', () => {
  it.each([
    [1, 'hour'],
    [3, 'hour'],
    [7, 'day'],
    [90, 'day'],
    [365, 'week'],
    [3000, 'month'],
  ])('of %d days is the %s', (days, unit) => {
    expect(seriesUnit({ from: 0, to: days * DAY })).toBe(unit)
  })
})

describe('cutting a period', () => {
  it('makes days of 23 and 25 hours where the clocks change', () => {
    const spring = { from: at('2026-03-27T23:00:00Z'), to: at('2026-03-30T22:00:00Z') }
    expect(hours(cutPeriod(spring, 'day', 'Europe/Zurich'))).toEqual([24, 23, 24])
    const autumn = { from: at('2026-10-23T22:00:00Z'), to: at('2026-10-26T23:00:00Z') }
    expect(hours(cutPeriod(autumn, 'day', 'Europe/Zurich'))).toEqual([24, 25, 24])
  })

  it('starts a day later where midnight does not exist', () => {
    // In Beirut the clocks go from 00:00 to 01:00.
    const period = { from: at('2026-03-27T22:00:00Z'), to: at('2026-03-29T21:00:00Z') }
    expect(hours(cutPeriod(period, 'day', 'Asia/Beirut'))).toEqual([24, 23])
  })

  it('shows a repeated hour twice and a skipped one not at all', () => {
    const autumn = { from: at('2026-10-25T00:00:00Z'), to: at('2026-10-25T03:00:00Z') }
    expect(hours(cutPeriod(autumn, 'hour', 'Europe/Zurich'))).toEqual([1, 1, 1])
    const spring = { from: at('2026-03-29T00:00:00Z'), to: at('2026-03-29T03:00:00Z') }
    expect(hours(cutPeriod(spring, 'hour', 'Europe/Zurich'))).toEqual([1, 1, 1])
  })

  it('cuts at the quarters of an hour at which some zones start their hours', () => {
    const period = { from: at('2026-11-23T10:00:00Z'), to: at('2026-11-23T11:30:00Z') }
    expect(starts(cutPeriod(period, 'hour', 'Asia/Kathmandu'))).toEqual([
      '2026-11-23T10:00:00.000Z',
      '2026-11-23T10:15:00.000Z',
      '2026-11-23T11:15:00.000Z',
    ])
  })

  it('starts weeks on Monday and months on the first', () => {
    const period = { from: at('2026-11-20T12:00:00Z'), to: at('2026-12-02T00:00:00Z') }
    expect(starts(cutPeriod(period, 'week', 'UTC')).slice(1)).toEqual([
      '2026-11-23T00:00:00.000Z',
      '2026-11-30T00:00:00.000Z',
    ])
    expect(starts(cutPeriod(period, 'month', 'America/New_York')).slice(1)).toEqual([
      '2026-12-01T05:00:00.000Z',
    ])
  })

  it.each(['Europe/Zurich', 'Asia/Kolkata', 'America/St_Johns', 'Africa/Cairo', 'UTC'])(
    'leaves nothing out and counts nothing twice in %s',
    (zone) => {
      const period = { from: at('2026-01-01T00:15:00Z'), to: at('2026-12-31T23:45:00Z') }
      for (const unit of ['hour', 'day', 'week', 'month'] as const) {
        const parts = cutPeriod(period, unit, zone)
        expect(parts[0]?.from).toBe(period.from)
        expect(parts.at(-1)?.to).toBe(period.to)
        for (const [index, part] of parts.slice(1).entries()) expect(part.from).toBe(parts[index]?.to)
        expect(parts.every(({ from, to }) => to > from && from % 900_000 === 0)).toBe(true)
      }
    },
  )
})
