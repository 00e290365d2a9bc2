import type { SelectQueryBuilder } from 'kysely'

import { TOTAL_CAP } from '@flx/shared/list'
import type { ExecutionListQuery } from '@flx/shared/execution'

import type { ExecutionStore, SecretBox } from '../../domain/ports.ts'
import { executionRecord } from './execution-rows.ts'
import { afterCursor, cappedTotal, orderOf, pageOf } from './keyset.ts'
import type { ExecutionRow, Schema } from './schema.ts'
import type { Writer } from './writer.ts'

const SORT_COLUMNS = { queuedAt: 'queued_at' }

type Reading = Pick<
  ExecutionStore,
  'find' | 'list' | 'findAbandoned' | 'unfinishedOf' | 'medianSuccessSeconds' | 'countByStatus'
>

/** Reading executions. */
export function executionLists({ db }: Writer, secretBox: SecretBox): Reading {
  const record = (row: ExecutionRow) => executionRecord(row, secretBox)
  return {
    async find(id) {
      const row = await db.selectFrom('execution').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : record(row)
    },

    async list(query) {
      const order = orderOf(query.sort, SORT_COLUMNS)
      const matching = filtered(db.selectFrom('execution'), query)
      const rows = await matching
        .selectAll()
        .$if(query.cursor !== undefined, (select) => select.where(afterCursor(order, query.cursor ?? '')))
        .orderBy('queued_at', order.direction)
        .orderBy('id', order.direction)
        .limit(query.limit + 1)
        .execute()
      const counted = await db
        .selectFrom(
          matching
            .select('id')
            .limit(TOTAL_CAP + 1)
            .as('counted'),
        )
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .executeTakeFirstOrThrow()
      const total = cappedTotal(counted.count)
      return pageOf(rows, { limit: query.limit, order, valueOf: (row) => row.queued_at, total }, record)
    },

    async findAbandoned(now, { allRunning }) {
      const rows = await db
        .selectFrom('execution')
        .selectAll()
        .where('status', '=', 'running')
        .$if(!allRunning, (query) => query.where('lease_expires_at', '<', now.toISOString()))
        .orderBy('queued_at')
        .limit(1000)
        .execute()
      return rows.map(record)
    },

    async unfinishedOf(pipelineId) {
      const rows = await db
        .selectFrom('execution')
        .selectAll()
        .where('pipeline_id', '=', pipelineId)
        .where('status', 'in', ['pending', 'running'])
        .orderBy('queued_at')
        .limit(10)
        .execute()
      return rows.map(record)
    },

    async medianSuccessSeconds(pipelineId, count) {
      const rows = await db
        .selectFrom('execution')
        .select('duration_ms')
        .where('pipeline_id', '=', pipelineId)
        .where('status', '=', 'success')
        .orderBy('queued_at', 'desc')
        .orderBy('id', 'desc')
        .limit(count)
        .execute()
      const durations = rows.flatMap((row) => row.duration_ms ?? []).sort((a, b) => a - b)
      const middle = Math.floor(durations.length / 2)
      const upper = durations[middle]
      if (upper === undefined) return null
      const median = durations.length % 2 === 1 ? upper : ((durations[middle - 1] ?? upper) + upper) / 2
      return median / 1000
    },

    async countByStatus(status) {
      const row = await db
        .selectFrom('execution')
        .select(({ fn }) => fn.countAll<number>().as('count'))
        .where('status', '=', status)
        .executeTakeFirstOrThrow()
      return row.count
    },
  }
}

function filtered<O>(select: SelectQueryBuilder<Schema, 'execution', O>, query: ExecutionListQuery) {
  let result = select
  if (query.status !== undefined) result = result.where('status', '=', query.status)
  if (query.pipelineId !== undefined) result = result.where('pipeline_id', '=', query.pipelineId)
  if (query.trigger !== undefined) result = result.where('trigger_kind', '=', query.trigger)
  if (query.fullRefresh !== undefined) result = result.where('full_refresh', '=', query.fullRefresh ? 1 : 0)
  if (query.from !== undefined) result = result.where('queued_at', '>=', asStored(query.from))
  if (query.to !== undefined) result = result.where('queued_at', '<', asStored(query.to))
  return result
}

/** Stored times have milliseconds; a filter may come without. */
const asStored = (time: string): string => new Date(time).toISOString()
