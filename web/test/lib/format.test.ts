import { describe, expect, it } from 'vitest'

import {
  firstWords,
  formatBytes,
  formatCompact,
  formatDate,
  formatDateTime,
  formatPercent,
  formatRate,
  formatRelative,
  formatTime,
} from '#web/lib/format.ts'

describe('numbers', () => {
  it('are shortened only from 100,000 on', () => {
    expect(formatCompact(99_999)).toBe('99,999')
    expect(formatCompact(1_234_567)).toBe('1.2M')
  })

  it.each([
    [0, '0 B'],
    [999, '999 B'],
    [1000, '1.0 kB'],
    [4_300_000, '4.3 MB'],
    [452_000, '452 kB'],
    [999_999, '1.0 MB'],
  ])('%d bytes read %s', (bytes, words) => {
    expect(formatBytes(bytes)).toBe(words)
  })

  it('are formatted as a rate per second', () => {
    expect(formatRate(1310)).toBe('1,310/s')
    expect(formatRate(0.25)).toBe('0.3/s')
    expect(formatRate(0)).toBe('0/s')
  })

  it('show a dash when there is nothing to divide by', () => {
    expect(formatPercent(null)).toBe('—')
    expect(formatPercent(98.25)).toBe('98.3%')
  })
})

describe('times', () => {
  const now = Date.parse('2026-11-23T10:00:00Z')
  const ago = (seconds: number) => new Date(now - seconds * 1000).toISOString()

  it.each([
    [0, 'just now'],
    [46, '46 s ago'],
    [60, '1 min ago'],
    [18 * 60, '18 min ago'],
    [2 * 3600, '2 h ago'],
    [30 * 3600, 'yesterday'],
    [12 * 86_400, '12 days ago'],
    [-12 * 60, 'in 12 min'],
    [-26 * 3600, 'tomorrow'],
    [68 * 86_400, '16 Sep 2026'],
  ])('%d seconds before now reads %s', (seconds, words) => {
    expect(formatRelative(ago(seconds), now, 'UTC')).toBe(words)
  })

  it('are shown in the chosen zone, with its name', () => {
    expect(formatDateTime('2026-11-23T09:03:18Z', 'UTC')).toBe('23 Nov 2026, 09:03:18 UTC')
    expect(formatDateTime('2026-07-01T22:30:00Z', 'Europe/Zurich')).toBe('2 Jul 2026, 00:30:00 CEST')
    expect(formatDate('2026-07-01T22:30:00Z', 'Europe/Zurich')).toBe('2 Jul 2026')
    expect(formatTime('2026-11-23T00:00:00.204Z', 'UTC', 'milliseconds')).toBe('00:00:00.204')
  })
})

it('keeps the first words and marks that there are more', () => {
  expect(firstWords('one two three', 3)).toBe('one two three')
  expect(firstWords('one two  three four', 3)).toBe('one two three…')
})
