import { describe, expect, test } from 'vitest'

import { lastEvening, momentAt, wallOf } from '#web/lib/time/wall-time.ts'

describe('wall time', () => {
  test('a date and a time in a zone are a moment, and back', () => {
    expect(momentAt('2026-11-23T18:00', 'Europe/Berlin')).toBe('2026-11-23T17:00:00.000Z')
    expect(wallOf('2026-11-23T17:00:00.000Z', 'Europe/Berlin')).toBe('2026-11-23T18:00')
    expect(momentAt('2026-11-23T18:00', 'UTC')).toBe('2026-11-23T18:00:00.000Z')
  })

  test('on the days on which the clocks change', () => {
    expect(momentAt('2026-03-29T18:00', 'Europe/Berlin')).toBe('2026-03-29T16:00:00.000Z')
    expect(momentAt('2026-10-25T18:00', 'Europe/Berlin')).toBe('2026-10-25T17:00:00.000Z')
  })

  test('anything else is null', () => {
    for (const text of ['', '2026-11-23', '2026-11-23T25:00', '2026-13-01T10:00', '2026-11-23T10:75']) {
      expect(momentAt(text, 'UTC')).toBeUndefined()
    }
  })

  test('the last night starts at 18:00 of the previous day', () => {
    const now = Date.parse('2026-11-23T23:30:00Z')
    expect(lastEvening(now, 'UTC')).toBe('2026-11-22T18:00:00.000Z')
    // In Berlin it is already the 24th.
    expect(lastEvening(now, 'Europe/Berlin')).toBe('2026-11-23T17:00:00.000Z')
  })
})
