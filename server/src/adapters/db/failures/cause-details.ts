import { sql } from 'kysely'

import { CAUSE_DAYS, NAMED_PIPELINES, type FailureCause } from '@flx/shared/failures/failure-cause'
import type { StepKind } from '@flx/shared/executions/execution-status'

import { notesOf } from '../alerts/failure-notes.ts'
import type { FailureCauseRow } from '../core/schema.ts'
import type { Writer } from '../core/writer.ts'
import { stateOf } from './cause-state.ts'

const DAY_MS = 86_400_000

/** Adds the details that a list shows, in one query per kind of detail, whatever the length of the page. */
export async function withDetails(
  { db }: Writer,
  rows: readonly FailureCauseRow[],
  now: Date,
): Promise<FailureCause[]> {
  if (rows.length === 0) return []
  const ids = rows.map(({ id }) => id)
  const today = Math.floor(now.getTime() / DAY_MS)
  const days = Array.from({ length: CAUSE_DAYS }, (_day, index) =>
    new Date((today - CAUSE_DAYS + 1 + index) * DAY_MS).toISOString().slice(0, 10),
  )
  const dayCounts = await db
    .selectFrom('failure_cause_day')
    .selectAll()
    .where('cause_id', 'in', ids)
    .where('day', '>=', days[0] ?? '')
    .execute()
  const perDay = new Map(dayCounts.map((row) => [`${row.cause_id} ${row.day}`, row.failures]))
  const names = await namesOf(db, rows)
  const existing = await db
    .selectFrom('execution')
    .select('id')
    .where(
      'id',
      'in',
      rows.map((row) => row.newest_execution_id),
    )
    .execute()
  const executions = new Set(existing.map(({ id }) => id))
  const notes = await notesOf(db, ids)
  return rows.map((row) => ({
    id: row.id,
    plugin: row.plugin,
    version: row.version,
    // Only this adapter writes the column, from the same union.
    step: row.step === '' ? null : (row.step as StepKind),
    title: row.title,
    lastMessage: row.quote,
    state: stateOf(row.urgency),
    failures: row.failures,
    affected: row.affected,
    failing: row.failing,
    pipelineNames: names.get(row.id) ?? [],
    firstSeenAt: row.first_seen_at,
    openedAt: row.opened_at,
    lastSeenAt: row.last_seen_at,
    recoveredAt: row.recovered_at,
    recoveredAttempt: row.recovered_attempt,
    newestExecutionId: executions.has(row.newest_execution_id) ? row.newest_execution_id : null,
    days: days.map((day) => perDay.get(`${row.id} ${day}`) ?? 0),
    assignee:
      row.assignee_id === null ? null : { id: row.assignee_id, name: row.assignee_name ?? row.assignee_id },
    acknowledgement: notes.get(row.id)?.acknowledgement ?? null,
    comments: notes.get(row.id)?.comments ?? 0,
  }))
}

/**
 * Returns the names of the last pipelines that failed since each cause opened. SQLite has no lateral join; a union of
 * limited selects works in both dialects.
 */
async function namesOf(db: Writer['db'], rows: readonly FailureCauseRow[]): Promise<Map<string, string[]>> {
  const parts = rows.map(
    ({
      id,
      opened_at: opened,
    }) => sql`select * from (select cause_id, pipeline.name from failure_cause_pipeline
      join pipeline on pipeline.id = failure_cause_pipeline.pipeline_id where cause_id = ${id}
      and last_seen_at >= ${opened} order by last_seen_at desc, pipeline_id desc limit ${NAMED_PIPELINES}) as newest`,
  )
  const { rows: nameRows } = await sql<{
    cause_id: string
    name: string
  }>`${sql.join(parts, sql` union all `)}`.execute(db)
  const names = new Map<string, string[]>()
  for (const { cause_id, name } of nameRows) names.set(cause_id, [...(names.get(cause_id) ?? []), name])
  return names
}
