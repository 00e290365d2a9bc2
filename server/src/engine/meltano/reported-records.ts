import type { StreamCount } from '@flx/shared/executions/execution'

import type { SingerMetric } from '../../domain/singer/log/singer-metric.ts'
import type { BlockRole } from '../../domain/projects/run/plan-run.ts'

/** Streams that are kept apart at most: the names come from a program. */
const MOST_STREAMS = 10_000

/**
 * Adds up the records that plugins under another runner report. Nothing passes through us there: what none of them reports
 * is not known, and no count is made for it.
 */
export function reportedRecords(): {
  /** False: it was no count of records. */
  add(role: BlockRole, metric: SingerMetric): boolean
  all(): StreamCount[]
} {
  const streams = new Map<string, { read: number | null; written: number | null }>()
  return {
    add(role, { type, metric, value, tags }) {
      const stream = tags['stream'] ?? tags['endpoint']
      if (type !== 'counter' || metric !== 'record_count' || typeof stream !== 'string') return false
      if (!Number.isSafeInteger(value) || value < 0) return false
      if (role !== 'extractor' && role !== 'loader') return false
      const known = streams.get(stream)
      if (known === undefined && streams.size >= MOST_STREAMS) return false
      const count = known ?? { read: null, written: null }
      // Each report is the change since the one before.
      if (role === 'extractor') count.read = (count.read ?? 0) + value
      else count.written = (count.written ?? 0) + value
      streams.set(stream, count)
      return true
    },
    // What a loader wrote it was given, also when the extractor does not count.
    all: () =>
      [...streams].map(([stream, { read, written }]) => ({
        stream,
        records: read ?? written ?? 0,
        batches: 0,
        bytes: 0,
        ...(written === null ? {} : { written }),
      })),
  }
}
