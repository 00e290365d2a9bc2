import { describe, expect, it } from 'vitest'

import {
  lastTicks,
  previewTicks,
  scheduleProblem,
  ticksBetween,
} from '../../src/domain/schedules/schedule.ts'
import { spreadMs } from '../../src/domain/schedules/start-window.ts'
import { planTicks, type DueSchedule } from '../../src/domain/schedules/tick-plan.ts'
import { newId } from '../support/records.ts'

const preview = (schedule: string, timezone: string, from: string, count: number) =>
  previewTicks(schedule, timezone, new Date(from), count).map(({ local, note }) => [local, note])

describe('the ticks of a schedule', () => {
  it('that fall into the skipped hour are moved to the moment the clock continues', () => {
    expect(preview('30 2 * * *', 'Europe/Berlin', '2027-03-27T00:00:00Z', 3)).toEqual([
      ['2027-03-27 02:30', null],
      ['2027-03-28 03:00', 'moved'],
      ['2027-03-29 02:30', null],
    ])
  })

  it('that fall into the repeated hour execute the first time only', () => {
    expect(preview('30 2 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z', 3)).toEqual([
      ['2026-10-24 02:30', null],
      ['2026-10-25 02:30', 'repeated'],
      ['2026-10-26 02:30', 'offset'],
    ])
  })

  it('keep every fixed time once, those of one gap a minute apart', () => {
    const spring = '2027-03-27T22:00:00Z'
    expect(preview('0,30 2 * * *', 'Europe/Berlin', spring, 3)).toEqual([
      ['2027-03-28 03:00', 'moved'],
      ['2027-03-28 03:01', 'moved'],
      ['2027-03-29 02:00', null],
    ])
    expect(preview('0 2,14 * * *', 'Europe/Berlin', spring, 3)).toEqual([
      ['2027-03-28 03:00', 'moved'],
      ['2027-03-28 14:00', null],
      ['2027-03-29 02:00', null],
    ])
    // A time that the clock shows stays in place.
    expect(preview('0 2,3 * * *', 'Europe/Berlin', spring, 3)).toEqual([
      ['2027-03-28 03:00', 'offset'],
      ['2027-03-28 03:01', 'moved'],
      ['2027-03-29 02:00', null],
    ])
    const autumn = '2027-10-30T22:00:00Z'
    expect(preview('0,30 2 * * *', 'Europe/Berlin', autumn, 3)).toEqual([
      ['2027-10-31 02:00', 'repeated'],
      ['2027-10-31 02:30', 'repeated'],
      ['2027-11-01 02:00', 'offset'],
    ])
    expect(preview('0 2,14 * * *', 'Europe/Berlin', autumn, 2)).toEqual([
      ['2027-10-31 02:00', 'repeated'],
      ['2027-10-31 14:00', 'offset'],
    ])
  })

  it('of a day that a zone skipped are kept as soon as the next day starts', () => {
    expect(preview('0 9 * * *', 'Pacific/Apia', '2011-12-29T12:00:00Z', 4)).toEqual([
      ['2011-12-29 09:00', null],
      ['2011-12-31 00:00', 'moved'],
      ['2011-12-31 09:00', null],
      ['2012-01-01 09:00', null],
    ])
  })

  it.each([
    ['0 0-23 * * *', '0 * * * *'],
    ['0-59 2 * * *', '* 2 * * *'],
    ['0-29,30-59/1 1-3 * * *', '* 1-3 * * *'],
    ['@hourly', '0 * * * *'],
    ['? 2 * * *', '* 2 * * *'],
  ])('%s are those of %s: a field that names every value is a wildcard', (schedule, same) => {
    for (const from of ['2027-03-27T22:00:00Z', '2027-10-30T22:00:00Z'])
      expect(preview(schedule, 'Europe/Berlin', from, 200)).toEqual(preview(same, 'Europe/Berlin', from, 200))
  })

  it('that repeat within the hour continue through both', () => {
    const local = preview('*/30 * * * *', 'Europe/Berlin', '2026-10-24T23:50:00Z', 6).map(([time]) => time)
    expect(local).toEqual([
      '2026-10-25 02:00',
      '2026-10-25 02:30',
      '2026-10-25 02:00',
      '2026-10-25 02:30',
      '2026-10-25 03:00',
      '2026-10-25 03:30',
    ])
  })

  it('are the same backwards and forwards', () => {
    const from = new Date('2026-10-24T00:00:00Z')
    const to = new Date('2026-10-27T00:00:00Z')
    const forwards = ticksBetween('15 * * * *', 'America/New_York', from, to, 1000)
    expect(lastTicks('15 * * * *', 'America/New_York', to, forwards.length)).toEqual(forwards)
    const last = forwards.at(-1) ?? to
    expect(lastTicks('15 * * * *', 'America/New_York', last, 1)).toEqual([last])
  })
})

/** No problem is reported. */
const FINE = /^null$/

describe('the ticks of a schedule in any zone', () => {
  it.each([
    ['Australia/Lord_Howe', '15 2 * * *', '2026-10-03T12:00:00Z', '2026-10-04 02:30', 'moved'],
    ['Australia/Lord_Howe', '45 1 * * *', '2027-04-03T12:00:00Z', '2027-04-04 01:45', 'repeated'],
    ['America/New_York', '30 2 * * *', '2027-03-13T12:00:00Z', '2027-03-14 03:00', 'moved'],
    ['America/New_York', '30 1 * * *', '2026-10-31T12:00:00Z', '2026-11-01 01:30', 'repeated'],
    ['Asia/Kolkata', '30 2 * * *', '2027-03-27T22:00:00Z', '2027-03-29 02:30', null],
    ['Europe/Berlin', '0 * * * *', '2026-10-25T00:30:00Z', '2026-10-25 02:00', 'again'],
    ['Europe/Berlin', '*/30 * * * *', '2026-10-25T00:45:00Z', '2026-10-25 02:00', 'again'],
    ['Europe/Berlin', '*/30 * * * *', '2026-10-25T01:45:00Z', '2026-10-25 03:00', null],
    ['Europe/Berlin', '0 * * * *', '2027-03-28T00:30:00Z', '2027-03-28 03:00', 'skipped'],
    ['Europe/Berlin', '*/15 2 * * *', '2027-03-27T20:00:00Z', '2027-03-29 02:00', 'skipped'],
    ['America/New_York', '15 9 * * *', '2027-03-13T20:00:00Z', '2027-03-14 09:15', 'offset'],
  ] as const)('%s: %s after %s is at %s: %s', (zone, schedule, from, local, note) => {
    expect(preview(schedule, zone, from, 1)).toEqual([[local, note]])
  })

  it.each([
    ['@daily', FINE],
    ['0 6 * JAN-MAR MON,FRI', FINE],
    ['0 0 L * *', FINE],
    ['0 0 * * 7', FINE],
    ['0 0 29 2 *', FINE],
    ['0 0 30 2 *', /never runs/],
    ['0 0 31 4,6 *', /never runs/],
    ['@reboot', /not known.*@daily/],
    ['5/5 * * * *', /not a cron expression: .*5\/5/],
    ['0 25 * * *', /Invalid value for hour: 25/],
    ['0 0 * *', /five fields/],
  ])('%s can be used, or the answer says why not', (schedule, problem) => {
    expect(String(scheduleProblem(schedule))).toMatch(problem)
  })

  it('are spread over a start window, each pipeline at its own place, the same at every tick', () => {
    const ids = Array.from({ length: 2000 }, () => newId())
    const places = ids.map((id) => spreadMs(id, 600))
    expect(places).toEqual(ids.map((id) => spreadMs(id, 600)))
    expect(spreadMs(ids[0] ?? '', 0)).toBe(0)
    const perMinute = Map.groupBy(places, (place) => Math.floor(place / 60_000))
    expect(perMinute.size).toBe(10)
    for (const crowd of perMinute.values()) expect(crowd.length).toBeLessThan(300)
  })
})

describe('ticks that are due', () => {
  const due = (given: Partial<DueSchedule> = {}): DueSchedule => ({
    schedule: '0 * * * *',
    timezone: 'UTC',
    missedTicks: 'once',
    dueAt: '2026-11-23T10:00:00.000Z',
    catchUpUntil: null,
    ...given,
  })
  const plan = (now: string, given: Partial<DueSchedule> = {}) => planTicks(due(given), new Date(now))

  it.each(['skip', 'once', 'all'] as const)('fire in time with the policy %s', (missedTicks) => {
    expect(plan('2026-11-23T10:00:00.250Z', { missedTicks })).toEqual({
      missed: [],
      enqueue: '2026-11-23T10:00:00.000Z',
      waits: false,
      nextDueAt: '2026-11-23T11:00:00.000Z',
      catchUpUntil: null,
    })
  })

  it('and late are recorded, represented by the last one, or caught up one by one', () => {
    const now = '2026-11-23T12:30:00.000Z'
    expect(plan(now, { missedTicks: 'skip' })).toMatchObject({
      missed: [
        { dueAt: '2026-11-23T10:00:00.000Z' },
        { dueAt: '2026-11-23T11:00:00.000Z' },
        { dueAt: '2026-11-23T12:00:00.000Z' },
      ],
      enqueue: null,
      nextDueAt: '2026-11-23T13:00:00.000Z',
    })
    expect(plan(now)).toMatchObject({
      missed: [{ dueAt: '2026-11-23T10:00:00.000Z' }, { dueAt: '2026-11-23T11:00:00.000Z' }],
      enqueue: '2026-11-23T12:00:00.000Z',
      waits: false,
    })
    const first = plan(now, { missedTicks: 'all' })
    expect(first).toMatchObject({
      missed: [],
      enqueue: '2026-11-23T10:00:00.000Z',
      waits: true,
      nextDueAt: '2026-11-23T11:00:00.000Z',
      catchUpUntil: '2026-11-23T12:00:00.000Z',
    })
    // The last of them still waits; the next one is in time and does not.
    const last = plan(now, {
      missedTicks: 'all',
      dueAt: '2026-11-23T12:00:00.000Z',
      catchUpUntil: first.catchUpUntil,
    })
    expect(last).toMatchObject({ waits: true, nextDueAt: '2026-11-23T13:00:00.000Z', catchUpUntil: null })
  })

  it('by the thousand are bounded', () => {
    const now = '2026-12-23T10:00:00.000Z'
    const bounded = plan(now, { schedule: '* * * * *', missedTicks: 'all' })
    expect(bounded.missed).toEqual([
      { dueAt: '2026-11-23T10:00:00.000Z', reason: 'More than 100 runs were missed.' },
    ])
    expect(bounded.enqueue).toBe('2026-12-23T08:21:00.000Z')
    expect(plan(now, { schedule: '* * * * *', missedTicks: 'skip' }).missed).toHaveLength(100)
  })
})
