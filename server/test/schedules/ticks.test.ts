import { describe, expect, it } from 'vitest'

import { lastTicks, previewTicks, ticksBetween } from '../../src/domain/schedule.ts'
import { planTicks, type DueSchedule } from '../../src/domain/tick-plan.ts'

const preview = (schedule: string, timezone: string, from: string, count: number) =>
  previewTicks(schedule, timezone, new Date(from), count).map(({ local, note }) => [local, note])

describe('the ticks of a schedule', () => {
  it('that fall into the hour that does not exist are moved to the moment the clock goes on', () => {
    expect(preview('30 2 * * *', 'Europe/Berlin', '2027-03-27T00:00:00Z', 3)).toEqual([
      ['2027-03-27 02:30', null],
      ['2027-03-28 03:00', 'moved'],
      ['2027-03-29 02:30', null],
    ])
  })

  it('that fall into the hour that comes twice execute the first time only', () => {
    expect(preview('30 2 * * *', 'Europe/Berlin', '2026-10-24T00:00:00Z', 3)).toEqual([
      ['2026-10-24 02:30', null],
      ['2026-10-25 02:30', 'repeated'],
      ['2026-10-26 02:30', 'offset'],
    ])
  })

  it('that repeat within the hour go on through both', () => {
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

  it('backwards are those forwards', () => {
    const from = new Date('2026-10-24T00:00:00Z')
    const to = new Date('2026-10-27T00:00:00Z')
    const forwards = ticksBetween('15 * * * *', 'America/New_York', from, to, 1000)
    expect(lastTicks('15 * * * *', 'America/New_York', to, forwards.length)).toEqual(forwards)
    const last = forwards.at(-1) ?? to
    expect(lastTicks('15 * * * *', 'America/New_York', last, 1)).toEqual([last])
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

  it('and late are recorded, or stood for by the last one, or caught up one by one', () => {
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
    // The last of them still waits, the one after it is in time and does not.
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
      { dueAt: '2026-11-23T10:00:00.000Z', reason: 'More than 100 ticks were missed.' },
    ])
    expect(bounded.enqueue).toBe('2026-12-23T08:21:00.000Z')
    expect(plan(now, { schedule: '* * * * *', missedTicks: 'skip' }).missed).toHaveLength(100)
  })
})
