import type { StreamCount } from '@flx/shared/executions/execution'

import type { SingerMetric } from '../../domain/singer/log/singer-metric.ts'

/** Adds up what a loader reports as written, by stream, and sets it beside what was counted on the wire. */
export interface WrittenRecords {
  add(metric: SingerMetric): void
  /** The counts with what is reported so far of each stream. */
  beside(counts: StreamCount[]): StreamCount[]
}

/** Streams that are kept apart at most: the names come from a program. */
const MOST_STREAMS = 100_000

export function writtenRecords(): WrittenRecords {
  const reported = new Map<string, number>()
  return {
    add({ type, metric, value, tags }) {
      const stream = tags['stream'] ?? tags['endpoint']
      if (type !== 'counter' || metric !== 'record_count' || typeof stream !== 'string') return
      if (!Number.isSafeInteger(value) || value < 0) return
      if (!reported.has(stream) && reported.size >= MOST_STREAMS) return
      // Each report is the change since the one before.
      reported.set(stream, (reported.get(stream) ?? 0) + value)
    },
    beside: (counts) =>
      reported.size === 0
        ? counts
        : counts.map((count) => {
            const written = reported.get(count.stream)
            return written === undefined ? count : { ...count, written }
          }),
  }
}
