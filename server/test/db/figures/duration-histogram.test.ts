import fc from 'fast-check'
import { describe, expect, it } from 'vitest'

import {
  addDuration,
  emptyHistogram,
  mergeHistograms,
  percentile,
} from '../../../src/adapters/db/figures/duration-histogram.ts'

function histogramOf(durations: readonly number[]) {
  const histogram = emptyHistogram()
  for (const duration of durations) addDuration(histogram, duration)
  return histogram
}

const durations = fc.array(fc.integer({ min: 0, max: 30 * 86_400_000 }), { minLength: 1, maxLength: 200 })
const share = fc.constantFrom(0.5, 0.95, 0.99, 1)

describe('the distribution of durations', () => {
  it('gives percentiles that are at most 5 % off', () => {
    fc.assert(
      fc.property(durations, share, (values, wanted) => {
        const sorted = values.toSorted((a, b) => a - b)
        const exact = sorted[Math.max(0, Math.ceil(values.length * wanted) - 1)] ?? 0
        const estimate = percentile(histogramOf(values), wanted) ?? -1
        expect(Math.abs(estimate - exact)).toBeLessThanOrEqual(exact * 0.05)
      }),
    )
  })

  it('is the same whether counted whole or merged from parts', () => {
    fc.assert(
      fc.property(durations, durations, (some, others) => {
        expect(mergeHistograms([histogramOf(some), histogramOf(others)])).toEqual(
          histogramOf([...some, ...others]),
        )
      }),
    )
  })

  it('is exact for a single duration, and empty without one', () => {
    expect(percentile(histogramOf([61_234]), 0.5)).toBe(61_234)
    expect(percentile(emptyHistogram(), 0.5)).toBeNull()
  })
})
