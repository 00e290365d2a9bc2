import type { StreamCount } from '@flx/shared/executions/execution'

import type { SingerMetric } from '../../domain/singer/log/singer-metric.ts'

/** Sums the records that a loader reports as written, by stream, and adds them to the counts from the pipe. */
export interface WrittenRecords {
  add(metric: SingerMetric): void
  /** Returns the counts, with the records reported as written so far for each stream. */
  addTo(counts: StreamCount[]): StreamCount[]
}

/** Maximum number of streams tracked separately: the names come from a program. */
const MAX_STREAMS = 100_000

export function createWrittenRecords(): WrittenRecords {
  const reported = new Map<string, number>()
  return {
    add({ type, metric, value, tags }) {
      const stream = tags['stream'] ?? tags['endpoint']
      if (type !== 'counter' || metric !== 'record_count' || typeof stream !== 'string') return
      if (!Number.isSafeInteger(value) || value < 0) return
      if (!reported.has(stream) && reported.size >= MAX_STREAMS) return
      // Each report is the change since the previous one.
      reported.set(stream, (reported.get(stream) ?? 0) + value)
    },
    addTo: (counts) =>
      reported.size === 0
        ? counts
        : counts.map((count) => {
            const written = reported.get(count.stream)
            return written === undefined ? count : { ...count, written }
          }),
  }
}
