import { sql, type RawBuilder } from 'kysely'

import type { QueuePosition } from '@flx/shared/executions/waiting'
import type { Priority } from '@flx/shared/executions/priority'

import type { ExecutionStore } from '../../../../domain/executions/execution-store.ts'
import { queueOrderTime } from '../../../../domain/executions/queue/turn.ts'
import { changeEvent } from '../execution-events.ts'
import type { Writer } from '../../core/writer.ts'

/** How many executions are counted from the head of the queue; beyond that, a place is a lower bound. */
const MAX_PLACES = 1000

/** Changes the order of the waiting executions. */
export function executionQueue(writer: Writer): Pick<ExecutionStore, 'prioritise'> {
  return {
    async prioritise(id, priority, by) {
      return writer.change(async (trx, emit, audit) => {
        const before = await trx
          .selectFrom('execution')
          .select(['status', 'queued_at', 'priority'])
          .where('id', '=', id)
          .$if(writer.dialect === 'postgres', (query) => query.forUpdate())
          .executeTakeFirst()
        if (before === undefined) return 'missing'
        if (before.status !== 'pending') return 'started'
        if (before.priority === priority) return 'unchanged'
        const row = await trx
          .updateTable('execution')
          .set({ priority, turn_at: queueOrderTime(before.queued_at, priority) })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
        emit(changeEvent(row))
        audit({
          actor: by,
          action: 'update',
          entityType: 'execution',
          entityId: id,
          entityName: row.pipeline_name,
          changes: [{ path: 'priority', before: before.priority as Priority, after: priority }],
        })
        return 'changed'
      })
    },
  }
}

/** A row of a statement that counts several things at once. */
export interface CountRow {
  kind: string
  name: string | null
  amount: number
}

/** Builds parts of a statement: the head of the queue, and rows with the places of some executions. */
export const placeRows = (
  ids: readonly string[],
  at: string,
): { head: RawBuilder<unknown>; rows: RawBuilder<unknown> } =>
  ids.length === 0
    ? { head: sql``, rows: sql`` }
    : {
        // One more than is counted shows whether the queue continues.
        head: sql`with head as (
          select id, turn_at, not_before from execution where status = 'pending'
          order by turn_at, id limit ${MAX_PLACES + 1}),
        due as (
          select id, row_number() over (order by turn_at, id) as place from head
          where not_before is null or not_before <= ${at})`,
        rows: sql`union all select 'seen', null, count(*) from head
          union all select 'due', null, count(*) from due
          union all select 'place', id, place from due where id in (${sql.join([...ids])})`,
      }

/** Reads the positions from these rows. */
export function placesIn(rows: readonly CountRow[], ids: readonly string[]): Map<string, QueuePosition> {
  const amountOf = (kind: string) => rows.find((row) => row.kind === kind)?.amount ?? 0
  const dueCount = amountOf('due')
  const isComplete = amountOf('seen') <= MAX_PLACES
  const total = isComplete ? dueCount : { atLeast: dueCount }
  const places = new Map(rows.flatMap(({ kind, name, amount }) => (kind === 'place' ? [[name, amount]] : [])))
  return new Map(
    ids.flatMap((id) => {
      const position = places.get(id) ?? (isComplete ? undefined : { atLeast: dueCount })
      return position === undefined ? [] : [[id, { position, total }]]
    }),
  )
}
