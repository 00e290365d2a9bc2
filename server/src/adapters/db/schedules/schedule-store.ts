import { sql, type SqlBool } from 'kysely'

import type { Priority } from '@flx/shared/executions/priority'
import type { MissedTickPolicy, SchedulePause, TickOutcome } from '@flx/shared/pipelines/schedule'

import type { NewExecution } from '../../../domain/executions/execution-store.ts'
import type { SecretBox } from '../../../domain/core/ports.ts'
import type { ScheduledPipeline, ScheduleStore } from '../../../domain/schedules/schedule-store.ts'
import type { TickPlan } from '../../../domain/schedules/tick-plan.ts'
import { TICK_WORDS, UNKNOWN_PAUSER } from '../../../domain/schedules/tick-words.ts'
import { insertPending } from '../executions/queue/insert-execution.ts'
import { rowReader, toJson } from '../core/rows/json.ts'
import type { PipelineRow } from '../core/schema.ts'
import { listSchedules, NOT_WAITING } from './schedule-list.ts'
import { tickOf } from './tick-row.ts'
import type { Emit, Trx, Writer } from '../core/writer.ts'

const PAUSE = 'schedules-paused'

type DueRow = Pick<
  PipelineRow,
  | 'id'
  | 'name'
  | 'schedule'
  | 'timezone'
  | 'missed_ticks'
  | 'next_due_at'
  | 'catch_up_until'
  | 'start_window_seconds'
  | 'priority'
>
const DUE_COLUMNS = [
  'id',
  'name',
  'schedule',
  'timezone',
  'missed_ticks',
  'next_due_at',
  'catch_up_until',
  'start_window_seconds',
  'priority',
] as const
class WaitingError extends Error {}
class LostError extends Error {}

/** Stores when schedules are due, and the outcomes of their ticks. */
export function createScheduleStore(writer: Writer, secretBox: SecretBox): ScheduleStore {
  const { db } = writer
  // Worded like the partial index.
  const active = () =>
    db
      .selectFrom('pipeline')
      .where('archived_at', 'is', null)
      .where('is_active', '=', ({ lit }) => lit(1))
      .where(sql<SqlBool>`schedule <> ''`)
  const dueBefore = async (to: string, limit: number): Promise<ScheduledPipeline[]> => {
    const rows = await active()
      .select(DUE_COLUMNS)
      .where('next_due_at', '>', '')
      .where('next_due_at', '<=', to)
      .orderBy('next_due_at')
      .orderBy('id')
      .limit(limit)
      .execute()
    return rows.map(scheduledPipeline)
  }
  const pause = async (): Promise<SchedulePause | null> => {
    const row = await db.selectFrom('meta').select('value').where('name', '=', PAUSE).executeTakeFirst()
    return row === undefined ? null : pauseFrom(row.value)
  }

  return {
    async unplanned(limit) {
      const rows = await active().select(DUE_COLUMNS).where('next_due_at', 'is', null).limit(limit).execute()
      return rows.map(scheduledPipeline)
    },

    async plan(pipelineId, schedule, timezone, nextDueAt) {
      await db
        .updateTable('pipeline')
        .set({ next_due_at: nextDueAt })
        .where('id', '=', pipelineId)
        .where('schedule', '=', schedule)
        .where('timezone', '=', timezone)
        .where('next_due_at', 'is', null)
        .execute()
    },

    due: (now, limit) => dueBefore(now, limit),
    dueBefore,

    groups: () =>
      active()
        .select(({ fn }) => [
          'schedule',
          'timezone',
          fn.countAll<number>().as('pipelines'),
          sql<number>`sum(case when start_window_seconds > 0 then 0 else 1 end)`.as('unspread'),
        ])
        .groupBy(['schedule', 'timezone'])
        .execute(),

    async nextDue(after) {
      const row = await active()
        .select('next_due_at')
        .where('next_due_at', '>', after)
        .orderBy('next_due_at')
        .limit(1)
        .executeTakeFirst()
      return row?.next_due_at ?? null
    },

    async claimTick(due, plan, execution, at) {
      try {
        return await writer.change((trx, emit) =>
          claimTick(trx, emit, { due, plan, execution, at, secretBox }),
        )
      } catch (error) {
        if (error instanceof WaitingError) return 'waiting'
        if (error instanceof LostError) return 'lost'
        throw error
      }
    },

    list: async (query, now) => listSchedules(db, query, { now, areAllPaused: (await pause()) !== null }),

    async late(since, limit) {
      if ((await pause()) !== null) return []
      const rows = await active()
        .select(DUE_COLUMNS)
        .where('next_due_at', '>', '')
        .where('next_due_at', '<', since)
        .where(NOT_WAITING)
        .orderBy('next_due_at')
        .orderBy('id')
        .limit(limit)
        .execute()
      return rows.map(scheduledPipeline)
    },

    async ticks(pipelineId, limit) {
      const rows = await db
        .selectFrom('tick')
        .selectAll()
        .where('pipeline_id', '=', pipelineId)
        .orderBy('due_at', 'desc')
        .limit(limit)
        .execute()
      return rows.map(tickOf)
    },

    pause,

    async setPause(pause, note) {
      await writer.change(async (trx, emit, audit) => {
        audit(note)
        emit({ type: 'schedules.changed' })
        await trx.deleteFrom('meta').where('name', '=', PAUSE).execute()
        if (pause !== null)
          await trx
            .insertInto('meta')
            .values({ name: PAUSE, value: toJson(pause) })
            .execute()
        // Ticks during the pause are not caught up: every schedule starts over.
        else
          await trx
            .updateTable('pipeline')
            .set({ next_due_at: null, catch_up_until: null })
            .where('schedule', '<>', '')
            .execute()
      })
    },
  }
}

interface Carrying {
  due: ScheduledPipeline
  plan: TickPlan
  execution: NewExecution
  at: string
  secretBox: SecretBox
}

async function claimTick(
  trx: Trx,
  emit: Emit,
  { due, plan, execution, at, secretBox }: Carrying,
): Promise<'enqueued' | 'skipped' | 'recorded'> {
  const record = (dueAt: string, outcome: TickOutcome, reason: string | null, executionId: string | null) =>
    trx
      .insertInto('tick')
      .values({
        pipeline_id: due.pipelineId,
        due_at: dueAt,
        outcome,
        reason,
        execution_id: executionId,
        recorded_at: at,
      })
      .onConflict((conflict) => conflict.columns(['pipeline_id', 'due_at']).doNothing())
      .executeTakeFirst()

  for (const { dueAt, reason } of plan.missed) await record(dueAt, 'missed', reason, null)
  let result: 'enqueued' | 'skipped' | 'recorded' = 'recorded'
  const isRecorded =
    plan.enqueue !== null &&
    (await trx
      .selectFrom('tick')
      .select('due_at')
      .where('pipeline_id', '=', due.pipelineId)
      .where('due_at', '=', plan.enqueue)
      .executeTakeFirst()) !== undefined
  // The tick is known: the clock was set back, or the schedule was changed and changed back. Only the next tick is set.
  if (plan.enqueue !== null && !isRecorded) {
    const inserted = await insertPending(trx, emit, execution, secretBox)
    if ('unfinishedId' in inserted) {
      if (plan.waits) throw new WaitingError()
      const claimed = await record(plan.enqueue, 'skipped', TICK_WORDS.unfinished, inserted.unfinishedId)
      if ((claimed.numInsertedOrUpdatedRows ?? 0n) === 0n) throw new LostError()
      result = 'skipped'
    } else {
      // The row of the tick is the claim: a second claim finds it and undoes its execution.
      const claimed = await record(plan.enqueue, 'enqueued', null, execution.id)
      if ((claimed.numInsertedOrUpdatedRows ?? 0n) === 0n) throw new LostError()
      if (inserted.archived) throw new LostError()
      result = 'enqueued'
    }
  }
  const { numUpdatedRows } = await trx
    .updateTable('pipeline')
    .set({ next_due_at: plan.nextDueAt ?? '', catch_up_until: plan.catchUpUntil })
    .where('id', '=', due.pipelineId)
    .where('next_due_at', '=', due.dueAt)
    .where('schedule', '=', due.schedule)
    .where('is_active', '=', 1)
    .executeTakeFirst()
  if (numUpdatedRows === 0n) throw new LostError()
  emit({ type: 'schedules.changed' })
  return result
}

const scheduledPipeline = (row: DueRow): ScheduledPipeline => ({
  pipelineId: row.id,
  pipelineName: row.name,
  startWindowSeconds: row.start_window_seconds,
  priority: row.priority as Priority,
  schedule: row.schedule,
  timezone: row.timezone,
  // Only these adapters write the column, from the same union.
  missedTicks: row.missed_ticks as MissedTickPolicy,
  dueAt: row.next_due_at ?? '',
  catchUpUntil: row.catch_up_until,
})

/** Reads the pause. An unreadable pause still holds: nothing starts until a user resumes. */
function pauseFrom(text: string): SchedulePause {
  const read = rowReader('meta', PAUSE)
  const pause = read.object<SchedulePause>('value', text)
  return typeof pause.at === 'string' && typeof pause.by === 'string'
    ? pause
    : { at: new Date(0).toISOString(), by: UNKNOWN_PAUSER }
}
