/** Width of a bucket: 8 % of its lower bound, so that the middle is at most 4 % off. */
const RATIO = 1.08

/** Number of durations per bucket number. */
export type Histogram = Record<string, number>

/** Bucket of a duration in milliseconds; everything up to 1 ms is in bucket 0. */
export function durationBucket(ms: number): number {
  return ms <= 1 ? 0 : Math.ceil(Math.log(ms) / Math.log(RATIO))
}

/** The percentile (0 to 1) in milliseconds, null for an empty histogram. At most 5 % off. */
export function percentile(histogram: Histogram, share: number): number | null {
  const buckets = Object.entries(histogram)
    .map(([bucket, count]) => [Number(bucket), count] as const)
    .sort(([a], [b]) => a - b)
  const total = buckets.reduce((sum, [, count]) => sum + count, 0)
  if (total === 0) return null
  let rest = Math.max(1, Math.ceil(total * share))
  for (const [bucket, count] of buckets) {
    rest -= count
    if (rest <= 0) return bucket === 0 ? 0.5 : RATIO ** (bucket - 0.5)
  }
  return null
}

/** Adds the counts of `more` to `histogram`. */
export function addHistogram(histogram: Histogram, more: Histogram): Histogram {
  for (const [bucket, count] of Object.entries(more)) histogram[bucket] = (histogram[bucket] ?? 0) + count
  return histogram
}
