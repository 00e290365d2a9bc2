import { expect, test } from 'vitest'

import {
  formatElapsed,
  goesOn,
  placeOn,
  timeScale,
} from '#web/features/executions/detail/gantt/time-scale.ts'

test.each([
  [0.4, 1],
  [7, 1],
  [281, 30],
  [3700, 600],
  [90_000, 10_800],
  [40_000_000, 4_233_600],
])('%d s are counted in round steps, with few labels', (seconds, step) => {
  const scale = timeScale(seconds)
  expect(scale.stepSeconds).toBe(step)
  expect(scale.ticks.length).toBeLessThanOrEqual(11)
  expect(scale.ticks[0]).toBe(0)
  expect(Math.max(...scale.ticks)).toBeLessThan(scale.seconds)
})

test('values beyond the scale are cut at its edges', () => {
  const scale = timeScale(100)
  expect(placeOn(scale, 25, 50)).toEqual({ left: 25, width: 50 })
  expect(placeOn(scale, 90, 500)).toEqual({ left: 90, width: 10 })
  expect(goesOn(scale, { from: 90, seconds: 500 })).toBe(true)
  expect(goesOn(scale, { from: 90, seconds: 10 })).toBe(false)
  expect(placeOn(scale, -10, 20)).toEqual({ left: 0, width: 10 })
})

test('times since the start', () => {
  expect([0, 90, 7505].map(formatElapsed)).toEqual(['0:00', '1:30', '2:05:05'])
})
