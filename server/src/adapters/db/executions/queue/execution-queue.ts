import { sql } from 'kysely'

import type { Priority } from '@flx/shared/executions/priority'

import type { ExecutionStore } from '../../../../domain/executions/execution-store.ts'
import { turnAt } from '../../../../domain/executions/queue/turn.ts'
import { changed } from '../execution-events.ts'
import type { Writer } from '../../core/writer.ts'

/** Executions that are looked at from the head of the queue; behind them a place is a lower bound. */
const MOST_PLACES = 1000

/** The order of the executions that wait. */
export function executionQueue(writer: Writer): Pick<ExecutionStore, 'places' | 'prioritise'> {
  const { db } = writer
  return {
    async places(ids, now) {
      if (ids.length === 0) return new Map()
      // One entry more than are counted says whether the queue goes on; `null` is the row of the queue itself.
      const { rows } = await sql<{ id: string | null; place: number }>`
        with head as (
          select id, turn_at, not_before from execution where status = 'pending'
          order by turn_at, id limit ${MOST_PLACES + 1}),
        due as (
          select id, row_number() over (order by turn_at, id) as place from head
          where not_before is null or not_before <= ${now.toISOString()})
        select null as id, count(*) as place from due
        union all select 'seen', count(*) from head
        union all select id, place from due where id in (${sql.join([...ids])})`.execute(db)
      const places = new Map(rows.map(({ id, place }) => [id, place]))
      const counted = places.get(null) ?? 0
      const isWhole = (places.get('seen') ?? 0) <= MOST_PLACES
      const of = isWhole ? counted : { atLeast: counted }
      return new Map(
        ids.flatMap((id) => {
          const place = places.get(id) ?? (isWhole ? undefined : { atLeast: counted })
          return place === undefined ? [] : [[id, { place, of }]]
        }),
      )
    },

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
          .set({ priority, turn_at: turnAt(before.queued_at, priority) })
          .where('id', '=', id)
          .returningAll()
          .executeTakeFirstOrThrow()
        emit(changed(row))
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
