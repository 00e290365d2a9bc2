import { sql, type Kysely, type SqlBool } from 'kysely'

import type { List } from '@flx/shared/core/list'
import type { MissedTickPolicy, Schedule, ScheduleListQuery } from '@flx/shared/pipelines/schedule'

import { lateBefore, waitsItsTurn } from '../../../domain/schedules/tick-plan.ts'
import { searchContains } from '../core/rows/folded-text.ts'
import { readPage, type SortKeys } from '../core/rows/keyset.ts'
import type { PipelineRow, Schema } from '../core/schema.ts'
import { tickOf } from './tick-row.ts'

const ORDER: SortKeys<PipelineRow> = {
  nextDueAt: [
    {
      sql: "coalesce(nullif(next_due_at, ''), '9')",
      value: ({ next_due_at: at }) => (at === null || at === '' ? '9' : at),
    },
  ],
}

/** SQL for the negation of `waitsItsTurn`. */
export const NOT_WAITING = sql<SqlBool>`not (missed_ticks = 'all' and coalesce(last_status, '') in ('pending', 'running'))`

/** Reads a page of schedules in the order in which they are due, each with its last tick. */
export async function listSchedules(
  db: Kysely<Schema>,
  { cursor, limit, search, state, pipelineId }: ScheduleListQuery,
  { now, areAllPaused }: { now: string; areAllPaused: boolean },
): Promise<List<Schedule>> {
  const late = lateBefore(new Date(now), areAllPaused)
  let matching = db
    .selectFrom('pipeline')
    .where('archived_at', 'is', null)
    .where(sql<SqlBool>`schedule <> ''`)
  if (search !== undefined && search.trim() !== '') matching = matching.where(searchContains(search))
  if (pipelineId !== undefined) matching = matching.where('id', '=', pipelineId)
  if (state !== undefined) matching = matching.where('is_active', '=', state === 'inactive' ? 0 : 1)
  if (state === 'late')
    matching = matching.where('next_due_at', '>', '').where('next_due_at', '<', late).where(NOT_WAITING)
  const page = await readPage(db, matching.selectAll(), matching, {
    sort: 'nextDueAt',
    sortKeys: ORDER,
    cursor,
    limit,
    present: (row: PipelineRow) => row,
  })
  const ids = page.items.map(({ id }) => id)
  const last =
    ids.length === 0
      ? []
      : await db
          .selectFrom('tick')
          .selectAll()
          .where('pipeline_id', 'in', ids)
          .where(
            'due_at',
            '=',
            sql<string>`(select max(newest.due_at) from tick newest where newest.pipeline_id = tick.pipeline_id)`,
          )
          .execute()
  const ticks = new Map(last.map((row) => [row.pipeline_id, tickOf(row)]))
  return {
    ...page,
    items: page.items.map((row): Schedule => {
      const nextDueAt = row.is_active === 1 && row.next_due_at !== '' ? row.next_due_at : null
      return {
        pipelineId: row.id,
        pipelineName: row.name,
        schedule: row.schedule,
        timezone: row.timezone,
        missedTicks: row.missed_ticks as MissedTickPolicy,
        isActive: row.is_active === 1,
        nextDueAt,
        isLate: nextDueAt !== null && nextDueAt < late && !waitsItsTurn(row.missed_ticks, row.last_status),
        lastTick: ticks.get(row.id) ?? null,
        startWindowSeconds: row.start_window_seconds,
        version: row.version,
      }
    }),
  }
}
