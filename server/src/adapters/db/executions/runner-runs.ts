import { sql } from 'kysely'

import type { Step } from '@flx/shared/executions/step'

import type { RunnerRun } from '../../../domain/executions/runner-run.ts'
import { rowReader } from '../core/rows/json.ts'
import type { Writer } from '../core/writer.ts'

/** How many successes are searched for those of the built-in runner: Meltano might have run the pipeline since. */
const SEARCHED_SUCCESSES = 500

interface Row {
  id: string
  queued_at: string
  started_at: string | null
  duration_ms: number | null
  records_processed: number
  counts: string
  full_refresh: number
  state_before: string
  steps: string
}

/**
 * Returns the newest successes of a pipeline by one runner, without executions whose options differ from the
 * pipeline's.
 */
export async function runnerRuns(
  { db }: Writer,
  pipelineId: string,
  runner: 'own' | 'meltano',
  limit: number,
): Promise<RunnerRun[]> {
  const columns = sql.raw(
    'id, queued_at, started_at, duration_ms, records_processed, counts, full_refresh, substr(state_before, 1, 5) as state_before, steps',
  )
  const newest = sql`status = 'success' and pipeline_id = ${pipelineId}`
  const order = sql`order by queued_at desc, id desc`
  const query =
    runner === 'meltano'
      ? sql<Row>`select ${columns} from execution where ${newest} and runner = 'meltano' and options is null
          ${order} limit ${limit}`
      : sql<Row>`select ${columns} from (select * from execution where ${newest} ${order} limit ${SEARCHED_SUCCESSES}) as looked
          where runner is null and counts = 'counted' and options is null ${order} limit ${limit}`
  const { rows } = await query.execute(db)
  return rows.map((row) => ({
    id: row.id,
    queuedAt: row.queued_at,
    startedAt: row.started_at,
    seconds: row.duration_ms === null ? null : row.duration_ms / 1000,
    records: row.counts === 'unknown' ? null : row.records_processed,
    isFull: row.full_refresh === 1 || row.state_before.startsWith('{}') || row.state_before === 'null',
    steps: rowReader('execution', row.id).array<Step>('steps', row.steps, 'object'),
  }))
}
