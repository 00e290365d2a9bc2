import { describe, expect, it } from 'vitest'

import { measureObjectives, type ObjectiveCount } from '../../../src/domain/objectives/objectives.ts'

const HOUR = 3_600_000
const DAY = 24 * HOUR
const NOW = Date.parse('2026-11-28T10:30:00Z')

/** Executions by their age in hours, `good` or not. */
function countsOf(executions: readonly { age: number; good: boolean }[]): ObjectiveCount[] {
  return executions.flatMap(({ age, good }) =>
    [1, 24].map((spanHours) => ({
      spanHours,
      at: Math.floor((NOW - age * HOUR) / (spanHours * HOUR)) * spanHours * HOUR,
      succeeded: good ? 1 : 0,
      failed: good ? 0 : 1,
      staleMs: 0,
    })),
  )
}

function success(
  executions: readonly { age: number; good: boolean }[],
  objective = 99,
  days = 28,
  own: Parameters<typeof measureObjectives>[3] = null,
) {
  const newestFirst = executions.toSorted((a, b) => a.age - b.age)
  const failure = newestFirst.find(({ good }) => !good)
  const [measured] = measureObjectives(
    {
      days,
      successObjective: objective,
      freshnessObjective: null,
      last: newestFirst
        .slice(0, 10)
        .map(({ good }) => (good ? '1' : '0'))
        .join(''),
      failedAt: failure === undefined ? null : NOW - failure.age * HOUR,
      staleFrom: null,
    },
    countsOf(executions),
    NOW,
    own,
  )
  if (measured === undefined) throw new Error('There is no objective.')
  return measured
}

/** Once a day, for four weeks; those the given days ago failed. */
const daily = (...failed: number[]) =>
  Array.from({ length: 27 }, (_, index) => ({ age: 24 * index + 1, good: !failed.includes(index) }))

/** Every quarter of an hour, for four days. */
const frequent = (isGood: (age: number) => boolean) =>
  Array.from({ length: 4 * 96 }, (_, index) => ({ age: index / 4 + 0.1, good: isGood(index / 4) }))

const freshness = (staleHours: number, staleFrom: number | null, objective = 99) => {
  const [measured] = measureObjectives(
    { days: 28, successObjective: null, freshnessObjective: objective, last: '', failedAt: null, staleFrom },
    [
      { spanHours: 24, at: NOW - 5 * DAY, succeeded: 0, failed: 0, staleMs: staleHours * HOUR },
      { spanHours: 1, at: NOW - 120 * HOUR, succeeded: 0, failed: 0, staleMs: staleHours * HOUR },
    ],
    NOW,
  )
  if (measured === undefined) throw new Error('There is no objective.')
  return measured
}

describe('an objective for success', () => {
  it('is met, with its whole budget, when nothing failed', () => {
    expect(success(daily()).figures).toMatchObject({
      attained: 100,
      state: 'met',
      remaining: 1,
      budget: { allowed: 1, used: 0 },
    })
  })

  it('of a daily pipeline survives one failure, which is the budget, without an alert', () => {
    const { figures, shouldOpen, staysOpen } = success(daily(0))
    expect(figures).toMatchObject({ remaining: 0, state: 'met' })
    expect([shouldOpen, staysOpen]).toEqual([false, false])
  })

  it('of a daily pipeline is at risk from the second failure in its last ten executions', () => {
    const { figures, shouldOpen } = success(daily(0, 3))
    expect(figures.state).toBe('spent')
    expect(figures.burn[0]).toMatchObject({ hours: 1, executions: 10, failed: 2 })
    expect(shouldOpen).toBe(true)
  })

  it('does not open over failures that a success followed, and stays open until three did', () => {
    expect(success(daily(1, 3))).toMatchObject({ shouldOpen: false, staysOpen: true })
    expect(success(daily(3, 5))).toMatchObject({ shouldOpen: false, staysOpen: false })
  })

  it('of a frequent pipeline notices a fast burn within the hour, but not one failure in a day', () => {
    expect(success(frequent((age) => age !== 0.5)).shouldOpen).toBe(false)
    const { figures, shouldOpen } = success(frequent((age) => age >= 1))
    expect(figures.burn[0]?.rate).toBeGreaterThan(14)
    expect(figures.state).toBe('spent')
    expect(shouldOpen).toBe(true)
  })

  it('notices a slow burn over three days that no short window shows', () => {
    // Every fortieth fails: two and a half times the allowed share.
    const { figures, shouldOpen } = success(frequent((age) => (age * 4) % 40 !== 0))
    expect(figures.burn.map(({ rate, limit }) => rate >= limit)).toEqual([false, false, true])
    expect(shouldOpen).toBe(true)
  })

  it('can be missed even when it is low: no limit is above what is possible', () => {
    const { figures, shouldOpen } = success(daily(0, 1, 2, 3, 4, 5, 6, 7, 8, 9), 60)
    expect(figures.burn[0]?.limit).toBeCloseTo(2)
    expect(shouldOpen).toBe(true)
  })
})

describe('an objective for freshness', () => {
  it('has a share of the total time as its budget', () => {
    expect(freshness(3, null).figures).toMatchObject({
      budget: { allowed: expect.closeTo(28 * 864, 3) as number, used: 3 * 3600, unit: 'seconds' },
      state: 'met',
    })
  })

  it('counts an ongoing violation, and is at risk soon', () => {
    expect(freshness(0, NOW - 5 * 60_000).shouldOpen).toBe(false)
    const { figures, shouldOpen } = freshness(0, NOW - 30 * 60_000)
    expect(figures.state).toBe('burning')
    expect(shouldOpen).toBe(true)
  })

  it('is spent, but opens no alert, when the data is fresh again', () => {
    const { figures, shouldOpen, staysOpen } = freshness(10, null)
    expect(figures.state).toBe('spent')
    expect(figures.remaining).toBeLessThan(0)
    expect([shouldOpen, staysOpen]).toEqual([false, false])
  })
})

describe('windows of a rule', () => {
  it('replace the usual ones, shortest first, and never exceed what can be missed', () => {
    const some = frequent((age) => age > 0.5)
    const own = [
      { hours: 12, rate: 2 },
      { hours: 2, rate: 50 },
    ]
    const usual = success(some)
    expect(usual.figures.burn.map(({ hours }) => hours)).toEqual([1, 6, 72])
    const { figures } = success(some, 99, 28, own)
    expect(figures.burn.map(({ hours, limit }) => [hours, limit])).toEqual([
      [2, 50],
      [12, 2],
    ])
    // At 80 % a total failure is five times too much: a limit of 50 could not be reached.
    expect(success(some, 80, 28, own).figures.burn[0]?.limit).toBeCloseTo(4)
  })

  it('decide whether the burn is too fast', () => {
    const two = frequent((age) => age > 0.4)
    expect(success(two, 90, 28, [{ hours: 1, rate: 1.5 }]).shouldOpen).toBe(true)
    expect(success(two, 90, 28, [{ hours: 72, rate: 1.5 }]).shouldOpen).toBe(false)
  })
})
