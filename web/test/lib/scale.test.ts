import { expect, it } from 'vitest'

import { durationTicks, rateFloor, tickDuration } from '#web/lib/scale.ts'

it.each([
  [0, '0s 1s'],
  [3.2, '0s 1s 2s 3s 4s'],
  [58, '0s 15s 30s 45s 1m'],
  [700, '0s 5m 10m 15m'],
  [1050, '0s 5m 10m 15m 20m'],
  [5000, '0s 30m 1h 1h 30m'],
  [200_000, '0s 24h 48h 72h'],
])('durations up to %i s have round ticks: %s', (maxSeconds, ticks) => {
  expect(durationTicks(maxSeconds).map(tickDuration).join(' ')).toBe(ticks)
})

it('a scale of rates starts below the lowest one', () => {
  expect([rateFloor([]), rateFloor([100, 97.2]), rateFloor([99, 45]), rateFloor([0])]).toEqual([
    90, 90, 40, 0,
  ])
})
