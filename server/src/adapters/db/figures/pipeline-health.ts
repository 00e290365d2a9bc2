import { sql } from 'kysely'

import type { StatisticsStore } from '../../../domain/figures/statistics-store.ts'
import type { Reader } from '../core/reader.ts'

/** How many successes the usual duration of a pipeline is computed from. */
const COMPARED_SUCCESSES = 9
/** Selects of one union. */
const IDS_PER_QUERY = 50

/**
 * Creates the `healthAt` query: counts the active pipelines that had executed by a moment, and those whose last
 * execution had not failed, with one step through the index of ends per pipeline. Runs in the reader, because it reads
 * every pipeline.
 */
export function createHealthAt(reader: Reader): StatisticsStore['healthAt'] {
  return async (at, limit) => {
    const query = sql<{ total: number; healthy: number | null }>`
      select count(last_status) as total, sum(case when last_status = 'success' then 1 else 0 end) as healthy
      from (select (select status from execution where execution.pipeline_id = pipeline.id
          and finished_at is not null and finished_at <= ${at} and status <> 'cancelled'
          order by finished_at desc, execution.id desc limit 1) as last_status
        from pipeline where archived_at is null and is_active = 1 limit ${limit}) as last_ends`.compile(
      reader.db,
    )
    const [row] = await reader.read(query)
    return { total: row?.total ?? 0, healthy: row?.healthy ?? 0 }
  }
}

/**
 * Creates the `successDurations` query: the durations of the last ordinary successes of pipelines, with one index range
 * each. Full refreshes and limited executions take a different time and are left out.
 */
export function createSuccessDurations({ db }: Reader): StatisticsStore['successDurations'] {
  return async (ids) => {
    const found = new Map<string, number[]>()
    for (let at = 0; at < ids.length; at += IDS_PER_QUERY) {
      const parts = ids.slice(at, at + IDS_PER_QUERY).map(
        (id) => sql`select * from (select pipeline_id, duration_ms from execution
          where pipeline_id = ${id} and status = 'success' and full_refresh = 0 and options is null
          order by queued_at desc, id desc limit ${COMPARED_SUCCESSES}) as newest`,
      )
      const { rows } = await sql<{ pipeline_id: string; duration_ms: number | null }>`${sql.join(
        parts,
        sql` union all `,
      )}`.execute(db)
      for (const { pipeline_id: id, duration_ms: ms } of rows) {
        if (ms === null) continue
        const durations = found.get(id)
        if (durations === undefined) found.set(id, [ms])
        else durations.push(ms)
      }
    }
    return found
  }
}
