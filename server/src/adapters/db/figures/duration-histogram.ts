import { isJsonObject } from '@flx/shared/json/json'

import { rowReader } from '../core/rows/json.ts'

/** Width of a slot: its upper bound is 8 % above its lower one, so that its geometric middle is at most 4 % off. */
const RATIO = 1.08

/**
 * How many durations fell into each slot, and the extremes, which keep the results of few durations exact. Times in ms.
 */
export interface Histogram {
  min: number
  max: number
  counts: Record<string, number>
}

export const emptyHistogram = (): Histogram => ({ min: Number.MAX_SAFE_INTEGER, max: 0, counts: {} })

/** Reads a stored histogram; an empty one if the text is damaged. */
export function histogramFrom(text: string, table = 'execution_bucket'): Histogram {
  const read = rowReader(table, 'a distribution of durations')
  const value = read.object('durations', text)
  if (isJsonObject(value['counts'])) return value as object as Histogram
  if (read.damaged.length === 0) read.report('durations', 'It is not a distribution. Rebuild the aggregates.')
  return emptyHistogram()
}

/** Adds one duration. */
export function addDuration(histogram: Histogram, ms: number): void {
  const slot = slotOf(ms)
  histogram.counts[slot] = (histogram.counts[slot] ?? 0) + 1
  histogram.min = Math.min(histogram.min, ms)
  histogram.max = Math.max(histogram.max, ms)
}

/** Returns the sum of several histograms, so that any period can be assembled from its parts. */
export function mergeHistograms(histograms: Iterable<Histogram>): Histogram {
  const sum = emptyHistogram()
  for (const histogram of histograms) addHistogram(sum, histogram)
  return sum
}

/** Adds another histogram. */
export function addHistogram(sum: Histogram, { min, max, counts }: Histogram): void {
  for (const slot in counts) sum.counts[slot] = (sum.counts[slot] ?? 0) + (counts[slot] ?? 0)
  sum.min = Math.min(sum.min, min)
  sum.max = Math.max(sum.max, max)
}

/** Returns the percentile (0 to 1) in milliseconds, null for an empty histogram. At most 5 % off. */
export function percentile({ min, max, counts }: Histogram, share: number): number | null {
  let total = 0
  for (const slot in counts) total += counts[slot] ?? 0
  let rest = Math.max(1, Math.ceil(total * share))
  // Keys that are whole numbers are iterated in ascending order.
  for (const slot in counts) {
    rest -= counts[slot] ?? 0
    if (rest <= 0) return Math.min(max, Math.max(min, middleOf(Number(slot))))
  }
  return null
}

/** Counts durations up to a bound; a slot that the bound divides counts by its middle. */
export function countAtMost({ counts }: Histogram, ms: number): number {
  let count = 0
  for (const slot in counts) if (middleOf(Number(slot)) <= ms) count += counts[slot] ?? 0
  return count
}

/** Slot 0 is everything below a millisecond, slot 1 a millisecond. */
const slotOf = (ms: number): number => (ms < 1 ? 0 : 1 + Math.ceil(Math.log(ms) / Math.log(RATIO)))
const middleOf = (slot: number): number => (slot === 0 ? 0 : RATIO ** (slot - 1.5))
