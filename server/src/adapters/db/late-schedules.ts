import { sql, type SqlBool } from 'kysely'

import type { LateSchedules } from '../../domain/late-schedules.ts'
import { arrayFrom } from './json.ts'
import type { Writer } from './writer.ts'

/** Reads which schedules did not fire. */
export function createLateSchedules({ db }: Writer): LateSchedules {
  return {
    async dueBefore(moment, limit) {
      const rows = await db
        .selectFrom('pipeline')
        .select(['id', 'name', 'tags', 'next_due_at'])
        // As the partial index says it.
        .where('archived_at', 'is', null)
        .where('is_active', '=', ({ lit }) => lit(1))
        .where(sql<SqlBool>`schedule <> ''`)
        .where('next_due_at', '>', '')
        .where('next_due_at', '<', moment)
        // "all": it may be waiting for its turn. The condition is that of the index of unfinished executions.
        .where(
          sql<SqlBool>`(missed_ticks <> 'all' or not exists (select 1 from execution
            where execution.pipeline_id = pipeline.id and execution.status in ('pending', 'running')))`,
        )
        .orderBy('next_due_at')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map((row) => ({
        pipelineId: row.id,
        pipelineName: row.name,
        tags: arrayFrom<string>(row.tags),
        dueAt: row.next_due_at ?? '',
      }))
    },
  }
}
