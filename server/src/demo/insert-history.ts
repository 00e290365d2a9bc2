import SqliteDatabase from 'better-sqlite3'

import { totalsOf, type StreamCount } from '@flx/shared/executions/execution'
import type { Step } from '@flx/shared/executions/step'
import type { LogLine } from '@flx/shared/logs/log'

import { createNewId } from '../adapters/system/system.ts'
import { totalColumns } from '../adapters/db/executions/execution-rows.ts'
import { fold } from '../adapters/db/core/rows/folded-text.ts'
import type { ExecutionRow } from '../adapters/db/core/schema.ts'
import { COMPARED_SUCCESSES, shortfallOf } from '../domain/executions/shortfall.ts'
import { sampleEffort } from './sample-effort.ts'
import { countExecution, writeSampleFigures, type PipelineFigures } from './sample-figures.ts'
import type { SampleExecution } from './sample-history.ts'
import { chunksOf, errorLinesOf, sampleLog, streamsOf } from './sample-logs.ts'

/** The name that such executions show as their starter. */
export const SAMPLE_LABEL = 'Sample history'
const CREATED_BEFORE_MS = 3_600_000
const UPGRADE_MS = 42 * 86_400_000
const SCHEMA_MS = 90 * 86_400_000

/**
 * Writes a history as executions, one after the other, oldest first, and the last ones to their pipelines. Does not
 * count the figures: rebuild them afterwards. No other process may use the database meanwhile.
 */
export function insertHistory(
  file: string,
  history: Iterable<SampleExecution>,
  { logs = true }: { logs?: boolean } = {},
): number {
  const sqlite = new SqliteDatabase(file)
  try {
    sqlite.pragma('synchronous = OFF')
    sqlite.pragma('cache_size = -256000')
    return sqlite.transaction(() => insertAll(sqlite, history, logs))()
  } finally {
    sqlite.close()
  }
}

function insertAll(
  sqlite: SqliteDatabase.Database,
  history: Iterable<SampleExecution>,
  logs: boolean,
): number {
  const clock = { at: 0 }
  const newId = createNewId({ now: () => new Date(clock.at) })
  const firstQueuedAt = new Map<string, number>()
  const names = new Map<string, string>()
  /** Records of the last successes by pipeline. */
  const recentSuccesses = new Map<string, number[]>()
  const latest = new Map<string, { id: string; status: string; queuedAt: string }>()
  const figures = new Map<string, PipelineFigures>()
  let insert: SqliteDatabase.Statement | undefined
  const insertLog = sqlite.prepare(
    `insert into log_chunk (execution_id, first_line, last_line, size, level_mask, source_mask, body)
     values (?, ?, ?, ?, ?, ?, ?)`,
  )
  let count = 0
  for (const sample of history) {
    clock.at = sample.queuedAt
    const successes = recentSuccesses.get(sample.pipeline.id) ?? []
    const shortfall = sample.status === 'success' ? shortfallOf(sample.records, successes) : null
    const lines = logs
      ? sampleLog(sample, sample.queuedAt + sample.waitedMs, {
          seed: count,
          version: versionOf(sample.pipeline.extractor, sample.queuedAt),
        })
      : []
    const row = { ...rowOf(newId(), sample, lines), shortfall }
    if (sample.status === 'success') {
      recentSuccesses.set(sample.pipeline.id, [sample.records, ...successes].slice(0, COMPARED_SUCCESSES))
    }
    insert ??= sqlite.prepare(
      `insert into execution (${Object.keys(row).join(', ')}) values (${Object.keys(row)
        .map((column) => `@${column}`)
        .join(', ')})`,
    )
    insert.run(row)
    for (const { firstLine, lastLine, size, levels, sources, body } of chunksOf(lines)) {
      insertLog.run(row.id, firstLine, lastLine, size, levels, sources, body)
    }
    if (!firstQueuedAt.has(row.pipeline_id)) firstQueuedAt.set(row.pipeline_id, sample.queuedAt)
    names.set(row.pipeline_id, row.pipeline_name)
    latest.set(row.pipeline_id, { id: row.id, status: row.status, queuedAt: row.queued_at })
    countExecution(figures, row)
    count += 1
  }
  const update = sqlite.prepare(
    'update pipeline set last_execution_id = ?, last_status = ?, last_execution_at = ? where id = ?',
  )
  for (const [pipelineId, { id, status, queuedAt }] of latest) update.run(id, status, queuedAt, pipelineId)
  const insertName = sqlite.prepare('insert into past_name (pipeline_id, name, folded) values (?, ?, ?)')
  for (const [pipelineId, name] of names) insertName.run(pipelineId, name, fold(name))
  writeSampleFigures(sqlite, figures)
  // A pipeline is older than its history.
  const backdate = sqlite.prepare('update pipeline set created_at = ? where id = ?')
  for (const [pipelineId, at] of firstQueuedAt)
    backdate.run(new Date(at - CREATED_BEFORE_MS).toISOString(), pipelineId)
  return count
}

function rowOf(id: string, sample: SampleExecution, lines: readonly LogLine[]) {
  const { pipeline, status, records } = sample
  const startedAt = sample.queuedAt + sample.waitedMs
  const timestamp = (at: number): string => new Date(at).toISOString()
  const outcome = { success: 'completed', failed: 'errored', cancelled: 'cancelled' }[status]
  const names = streamsOf(pipeline.extractor)
  const streams = names.map((stream, index) =>
    streamCount(sample, stream, shareOf(records, index, names.length)),
  )
  return {
    id,
    pipeline_id: pipeline.id,
    pipeline_name: pipeline.name,
    status,
    trigger_kind: 'sample',
    triggered_by_name: SAMPLE_LABEL,
    full_refresh: sample.fullRefresh ? 1 : 0,
    attempt: 1,
    queued_at: timestamp(sample.queuedAt),
    started_at: timestamp(startedAt),
    finished_at: timestamp(startedAt + sample.durationMs),
    duration_ms: sample.durationMs,
    ...totalColumns(totalsOf(streams)),
    outcome,
    error_message: sample.errorMessage,
    error_lines: JSON.stringify(status === 'failed' ? errorLinesOf(lines) : []),
    steps: JSON.stringify(stepsOf(sample, startedAt, timestamp, lines.length > 0)),
    streams: JSON.stringify(streams),
    log_lines: lines.length,
    state_before: 'null',
    state_after: 'null',
    resolved_config: 'null',
  } satisfies Partial<Record<keyof ExecutionRow, unknown>>
}

/**
 * Returns a stream's share of the records: the first has half, the next one half of the rest, and the last one what is
 * left.
 */
const shareOf = (records: number, index: number, count: number): number =>
  index === count - 1
    ? records -
      Array.from({ length: index }, (_, earlier) => shareOf(records, earlier, count)).reduce(
        (sum, share) => sum + share,
        0,
      )
    : Math.floor(records / 2 ** (index + 1))

/** Returns the count of a stream, whose schema changes now and then. */
const streamCount = (
  { pipeline, queuedAt }: SampleExecution,
  stream: string,
  records: number,
): StreamCount => ({
  stream,
  records,
  batches: 0,
  bytes: records * 120,
  schema: `${stream} ${Math.floor((queuedAt + shiftOf(pipeline.extractor + stream)) / SCHEMA_MS)}`,
})

/** Returns the version of a plugin: each is upgraded every few weeks, at its own time. */
const versionOf = (plugin: string, queuedAt: number): string =>
  `1.${Math.floor((queuedAt + shiftOf(plugin)) / UPGRADE_MS) % 40}.0`

const shiftOf = (name: string): number =>
  Array.from(name).reduce((sum, letter) => (sum * 31 + (letter.codePointAt(0) ?? 0)) % 1_000_003, 7) * 10_000

/** Returns extractor and loader, from the first to the last moment; without a command, because nothing was started. */
function stepsOf(
  sample: SampleExecution,
  startedAt: number,
  timestamp: (at: number) => string,
  measured: boolean,
): Step[] {
  const { pipeline, status, durationMs, queuedAt } = sample
  return (['extract', 'load'] as const).map((kind) => ({
    kind,
    plugin: kind === 'extract' ? pipeline.extractor : pipeline.loader,
    version: versionOf(kind === 'extract' ? pipeline.extractor : pipeline.loader, queuedAt),
    command: [],
    status: status === 'failed' && kind === 'load' ? 'cancelled' : status,
    startedAt: timestamp(startedAt),
    finishedAt: timestamp(startedAt + durationMs),
    exitCode: status === 'success' ? 0 : kind === 'extract' && status === 'failed' ? 1 : null,
    signal: null,
    outcome: status === 'success' || (kind === 'extract' && status === 'failed') ? 'exited' : 'cancelled',
    pid: null,
    ...(measured && { effort: sampleEffort(sample, kind) }),
  }))
}
