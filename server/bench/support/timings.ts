import { median } from './pairs.ts'

export interface Timing {
  name: string
  median: number
  worst: number
}

/** Timed requests; one before the first does not count. */
const REQUESTS = 11

/** Measures the wall time of answers, in ms. */
export async function timeRequests(name: string, request: () => Promise<unknown>): Promise<Timing> {
  await request()
  const times: number[] = []
  for (let index = 0; index < REQUESTS; index += 1) {
    const began = performance.now()
    await request()
    times.push(performance.now() - began)
  }
  return { name, median: median(times), worst: Math.max(...times) }
}

/** Returns the value below which this share of the values lies. */
export function quantile(values: readonly number[], share: number): number {
  const sorted = values.toSorted((a, b) => a - b)
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN
}

/** Formats a table in which figures over a limit are marked. */
export function timingTable(timings: readonly Timing[], limits: { median: number; worst: number }): string {
  const width = Math.max(...timings.map(({ name }) => name.length))
  const cell = (value: number, limit: number) =>
    `${value.toFixed(1).padStart(8)}${value > limit ? ' !' : '  '}`
  return [
    `${''.padEnd(width)}    median, ms   worst, ms   (! = over ${limits.median} or ${limits.worst})`,
    ...timings.map(
      ({ name, median, worst }) =>
        `${name.padEnd(width)}  ${cell(median, limits.median)}  ${cell(worst, limits.worst)}`,
    ),
  ].join('\n')
}
