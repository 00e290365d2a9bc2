import { sql } from 'kysely'

import { COMPARED_LAST, type PastExecution } from '../../../domain/figures/expected-band.ts'
import type { UsualStore } from '../../../domain/figures/usual-store.ts'
import type { Writer } from '../core/writer.ts'

const HOUR = 3_600_000
/** For each hour of a range, this many executions are enough. */
const PER_HOUR = 6
const EXTRA = 20
/** Selects of one union. */
const AT_ONCE = 50

const COLUMNS = sql`id, queued_at, duration_ms, records_processed, counts,
  case when full_refresh = 1 or substr(state_before, 1, 5) in ('null', '{}') then 1 else 0 end as loads_all`

interface Row {
  id: string
  queued_at: string
  duration_ms: number | null
  records_processed: number
  counts: string
  loads_all: number
}

/** Reads the executions from which usual ranges are computed: by index ranges, however long the history is. */
export function createUsualStore({ db }: Writer): UsualStore {
  return {
    async find(executionId) {
      const { rows } = await sql<Row & { pipeline_id: string; timezone: string }>`
        select execution.*, pipeline.timezone from (select pipeline_id, ${COLUMNS} from execution
          where id = ${executionId} and options is null) as execution
        join pipeline on pipeline.id = execution.pipeline_id`.execute(db)
      const [row] = rows
      return row === undefined
        ? undefined
        : { ...pastExecution(row), pipelineId: row.pipeline_id, timezone: row.timezone }
    },

    async last(pipelineId, limit) {
      const { rows } = await sql<Row & { status: string }>`select ${COLUMNS}, status from execution
        where pipeline_id = ${pipelineId} and options is null
        order by queued_at desc, id desc limit ${limit}`.execute(db)
      return rows.map((row) => ({ ...pastExecution(row), succeeded: row.status === 'success' })).toReversed()
    },

    async successes(pipelineId, ranges, before) {
      const rangeQuery = (condition: ReturnType<typeof sql>, limit: number) => sql`select * from (
        select ${COLUMNS} from execution where pipeline_id = ${pipelineId} and status = 'success'
          and options is null and ${condition} order by queued_at desc, id desc limit ${limit}) as found`
      const parts = [
        rangeQuery(sql`queued_at < ${timestamp(before)}`, COMPARED_LAST),
        ...ranges.map(({ from, to }) =>
          rangeQuery(
            sql`queued_at >= ${timestamp(from)} and queued_at < ${timestamp(to)}`,
            EXTRA + PER_HOUR * Math.ceil((to - from) / HOUR),
          ),
        ),
      ]
      const found = new Map<string, PastExecution>()
      for (let at = 0; at < parts.length; at += AT_ONCE) {
        const batch = parts.slice(at, at + AT_ONCE)
        const { rows } = await sql<Row>`${sql.join(batch, sql` union all `)}`.execute(db)
        for (const row of rows) found.set(row.id, pastExecution(row))
      }
      return [...found.values()]
    },

    async running(startedBefore, limit) {
      const rows = await db
        .selectFrom('execution')
        .select(['id', 'pipeline_id', 'pipeline_name', 'started_at'])
        .where('status', '=', 'running')
        .where('started_at', '<', startedBefore)
        .where('options', 'is', null)
        .orderBy('queued_at')
        .limit(limit)
        .execute()
      return rows.flatMap((row) =>
        row.started_at === null
          ? []
          : {
              id: row.id,
              pipelineId: row.pipeline_id,
              pipelineName: row.pipeline_name,
              startedAt: row.started_at,
            },
      )
    },
  }
}

const pastExecution = (row: Row): PastExecution => ({
  id: row.id,
  at: Date.parse(row.queued_at),
  full: row.loads_all === 1,
  duration: row.duration_ms === null ? null : row.duration_ms / 1000,
  records: row.counts === 'unknown' ? null : row.records_processed,
})

const timestamp = (at: number): string => new Date(at).toISOString()
