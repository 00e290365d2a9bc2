import type { StreamCount } from '@flx/shared/executions/execution'

import type { SingerMetric } from '../../domain/singer/log/singer-metric.ts'
import type { BlockRole } from '../../domain/projects/run/plan-run.ts'

/** Maximum number of streams tracked separately: the names come from a program. */
const MAX_STREAMS = 10_000

/**
 * Sums the records reported by plugins that another runner starts. No data passes through us there, so what no plugin reports
 * stays unknown.
 */
export function createReportedRecords(): {
  /** Returns false if the metric is not a count of records. */
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
      const existing = streams.get(stream)
      if (existing === undefined && streams.size >= MAX_STREAMS) return false
      const count = existing ?? { read: null, written: null }
      // Each report is the change since the previous one.
      if (role === 'extractor') count.read = (count.read ?? 0) + value
      else count.written = (count.written ?? 0) + value
      streams.set(stream, count)
      return true
    },
    // What a loader wrote it also received, even if the extractor does not count.
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
