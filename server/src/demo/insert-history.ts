import SqliteDatabase from 'better-sqlite3'

import type { Step } from '@flx/shared/execution'

import { createNewId } from '../adapters/system.ts'
import { fold } from '../adapters/db/folded-text.ts'
import type { ExecutionRow } from '../adapters/db/schema.ts'
import { COMPARED_SUCCESSES, shortfallOf } from '../domain/shortfall.ts'
import type { SampleExecution } from './sample-history.ts'

/** What everybody reads beside such an execution in place of a person's name. */
export const SAMPLE_LABEL = 'Sample history'
const EARLIER_MS = 3_600_000
const SAYS = 'Sample history: this execution was made up for the demonstration. Nothing ran.'

/**
 * Writes a history as executions, one after the other, oldest first, and the last ones to their pipelines. The figures
 * are not counted here: rebuild them afterwards. The database must not be used by anybody else.
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
  const first = new Map<string, number>()
  const names = new Map<string, string>()
  /** Records of the last successes by pipeline. */
  const usual = new Map<string, number[]>()
  const last = new Map<string, { id: string; status: string; queuedAt: string }>()
  let insert: SqliteDatabase.Statement | undefined
  const insertLog = sqlite.prepare(
    `insert into log_chunk (execution_id, first_line, last_line, size, level_mask, source_mask, body)
     values (?, 1, 1, ?, 2, 1, ?)`,
  )
  let count = 0
  for (const sample of history) {
    clock.at = sample.queuedAt
    const successes = usual.get(sample.pipeline.id) ?? []
    const shortfall = sample.status === 'success' ? shortfallOf(sample.records, successes) : null
    const row = { ...rowOf(newId(), sample, logs), shortfall }
    if (sample.status === 'success') {
      usual.set(sample.pipeline.id, [sample.records, ...successes].slice(0, COMPARED_SUCCESSES))
    }
    insert ??= sqlite.prepare(
      `insert into execution (${Object.keys(row).join(', ')}) values (${Object.keys(row)
        .map((column) => `@${column}`)
        .join(', ')})`,
    )
    insert.run(row)
    if (logs) {
      const body = `${row.started_at}\tsystem\tinfo\t${SAYS}\n`
      insertLog.run(row.id, body.length, body)
    }
    if (!first.has(row.pipeline_id)) first.set(row.pipeline_id, sample.queuedAt)
    names.set(row.pipeline_id, row.pipeline_name)
    last.set(row.pipeline_id, { id: row.id, status: row.status, queuedAt: row.queued_at })
    count += 1
  }
  const update = sqlite.prepare(
    'update pipeline set last_execution_id = ?, last_status = ?, last_execution_at = ? where id = ?',
  )
  for (const [pipelineId, { id, status, queuedAt }] of last) update.run(id, status, queuedAt, pipelineId)
  const name = sqlite.prepare('insert into past_name (pipeline_id, name, folded) values (?, ?, ?)')
  for (const [pipelineId, text] of names) name.run(pipelineId, text, fold(text))
  // A pipeline is older than its history.
  const backdate = sqlite.prepare('update pipeline set created_at = ? where id = ?')
  for (const [pipelineId, at] of first) backdate.run(new Date(at - EARLIER_MS).toISOString(), pipelineId)
  return count
}

function rowOf(id: string, sample: SampleExecution, logs: boolean) {
  const { pipeline, status, records } = sample
  const startedAt = sample.queuedAt + sample.waitedMs
  const text = (at: number): string => new Date(at).toISOString()
  const outcome = { success: 'completed', failed: 'errored', cancelled: 'cancelled' }[status]
  const streams = [{ stream: 'records', records, batches: 0, bytes: records * 120 }]
  return {
    id,
    pipeline_id: pipeline.id,
    pipeline_name: pipeline.name,
    status,
    trigger_kind: 'sample',
    triggered_by_name: SAMPLE_LABEL,
    full_refresh: sample.fullRefresh ? 1 : 0,
    attempt: 1,
    queued_at: text(sample.queuedAt),
    started_at: text(startedAt),
    finished_at: text(startedAt + sample.durationMs),
    duration_ms: sample.durationMs,
    records_processed: records,
    outcome,
    error_message: sample.errorMessage,
    error_lines: '[]',
    steps: JSON.stringify(stepsOf(sample, startedAt, text)),
    streams: JSON.stringify(streams),
    log_lines: logs ? 1 : 0,
    state_before: 'null',
    state_after: 'null',
    resolved_config: 'null',
  } satisfies Partial<Record<keyof ExecutionRow, unknown>>
}

/** Extractor and loader, from the first to the last moment; no command, because nothing was started. */
function stepsOf(
  { pipeline, status, durationMs }: SampleExecution,
  startedAt: number,
  text: (at: number) => string,
): Step[] {
  return (['extract', 'load'] as const).map((kind) => ({
    kind,
    plugin: kind === 'extract' ? pipeline.extractor : pipeline.loader,
    command: [],
    status: status === 'failed' && kind === 'load' ? 'cancelled' : status,
    startedAt: text(startedAt),
    finishedAt: text(startedAt + durationMs),
    exitCode: status === 'success' ? 0 : kind === 'extract' && status === 'failed' ? 1 : null,
    signal: null,
    outcome: status === 'success' || (kind === 'extract' && status === 'failed') ? 'exited' : 'cancelled',
    pid: null,
  }))
}
