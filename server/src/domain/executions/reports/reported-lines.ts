import type { StreamCount } from '@flx/shared/executions/execution'
import type { LogLevel, LogLine } from '@flx/shared/logs/log'
import { LOG_LEVELS } from '@flx/shared/executions/execution-status'

import type { Masker } from '../../core/ports.ts'
import { createLogReader } from '../../singer/log/singer-log.ts'
import type { SingerMetric } from '../../singer/log/singer-metric.ts'

/** Most streams counted per execution: the names come from a program. */
const MAX_STREAMS = 10_000

/** The server writes the log's first line, so each reported line moves down by one. */
export const LINES_BEFORE = 1

export interface ReadLines {
  lines: LogLine[]
  /** Adds the records that new lines report as read or written. */
  count(streams: StreamCount[], fresh: readonly LogLine[]): StreamCount[]
}

/** Parses lines of a program that runs elsewhere: levels, metrics, secrets masked. No line is later than `now`. */
export function readReportedLines(
  first: number,
  reported: readonly { at: string; text: string }[],
  masker: Masker,
  now: string,
): ReadLines {
  const reader = createLogReader()
  const metrics = new Map<number, { metric: SingerMetric; text: string }>()
  const lines = reported.map(({ at, text: raw }, index): LogLine => {
    const { lines: parsed, metric } = reader.read(raw)
    const text = masker.line(parsed.map(({ text }) => text).join('\n'))
    const line = first + index + LINES_BEFORE
    if (metric !== undefined) metrics.set(line, { metric, text: raw })
    const moment = new Date(at).toISOString()
    return { line, at: moment < now ? moment : now, source: 'command', level: gravest(parsed), text }
  })
  return {
    lines,
    count(streams, fresh) {
      const counts = new Map(streams.map((count) => [count.stream, count]))
      for (const { line } of fresh) {
        const found = metrics.get(line)
        if (found !== undefined) add(counts, found)
      }
      return [...counts.values()]
    },
  }
}

const gravest = (parsed: readonly { level: LogLevel }[]): LogLevel =>
  LOG_LEVELS[Math.max(0, ...parsed.map(({ level }) => LOG_LEVELS.indexOf(level)))] ?? 'info'

/** Meltano marks a loader's lines: their counts are records written, not read again. */
const LOADER_LINE = /\b(?:consumer=True|cmd_type=loaders?|type=loaders?|plugin_type=loaders?)\b/

function add(
  counts: Map<string, StreamCount>,
  { metric, text }: { metric: SingerMetric; text: string },
): void {
  const { type, metric: name, value, tags } = metric
  const stream = tags['stream'] ?? tags['endpoint']
  if (type !== 'counter' || name !== 'record_count' || typeof stream !== 'string') return
  if (!Number.isSafeInteger(value) || value < 0) return
  const existing = counts.get(stream)
  if (existing === undefined && counts.size >= MAX_STREAMS) return
  const count = existing ?? { stream, records: 0, batches: 0, bytes: 0 }
  const updated = LOADER_LINE.test(text.replace(/METRIC: \{.*\}/, ''))
    ? { ...count, written: (count.written ?? 0) + value }
    : { ...count, records: count.records + value }
  counts.set(stream, updated)
}
