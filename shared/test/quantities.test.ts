import { describe, expect, it } from 'vitest'

import {
  formatAgo,
  formatCount,
  formatDuration,
  formatNumber,
  formatPeriod,
  formatSpan,
} from '../src/core/quantities.ts'

describe('durations', () => {
  it.each([
    [0, '0s'],
    [0.04, '0s'],
    [0.4, '0.4s'],
    [0.96, '1s'],
    [12, '12s'],
    [59.6, '1m 00s'],
    [64, '1m 04s'],
    [245, '4m 05s'],
    [3723, '1h 02m 03s'],
    [360_000, '100h 00m 00s'],
    [-3, '0s'],
    [null, '—'],
  ])('%s seconds read %s', (seconds, words) => {
    expect(formatDuration(seconds)).toBe(words)
  })
})

describe('numbers', () => {
  it('have separators, and zero is 0', () => {
    expect(formatNumber(0)).toBe('0')
    expect(formatNumber(1_234_567)).toBe('1,234,567')
  })

  it('agree with their noun', () => {
    expect(formatCount(1, 'record')).toBe('1 record')
    expect(formatCount(0, 'record')).toBe('0 records')
    expect(formatCount(2, 'entry', 'entries')).toBe('2 entries')
  })
})

it.each([
  [3600, '1 hour'],
  [5400, '90 minutes'],
  [45, '45 seconds'],
  [7 * 86_400, '7 days'],
  [0, '0 seconds'],
])('shows a configured time of %i seconds as %s', (seconds, words) => {
  expect(formatPeriod(seconds)).toBe(words)
})

it.each([
  [59, '59 s'],
  [150, '2 min'],
  [7500, '2 h'],
  [2.5 * 86_400, '2 days'],
])('a span of %d seconds reads %s', (seconds, words) => {
  expect(formatSpan(seconds)).toBe(words)
})

it.each([
  [4, 'just now'],
  [-4, 'just now'],
  [120, '2 min ago'],
  [-7500, 'in 2 h'],
  [30 * 3600, 'yesterday'],
  [-30 * 3600, 'tomorrow'],
  [12 * 86_400, '12 days ago'],
])('what was %d seconds ago reads %s', (seconds, words) => {
  expect(formatAgo(seconds)).toBe(words)
})
