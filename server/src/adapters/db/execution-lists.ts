import type { Kysely } from 'kysely'

import type { ExecutionListQuery } from '@flx/shared/execution'
import type { ExecutionOutcome, ExecutionStatus } from '@flx/shared/execution-status'

import type { ExecutionStore, SecretBox } from '../../domain/ports.ts'
import { executionHeadline, executionRecord, HEADLINE_COLUMNS, type HeadlineRow } from './execution-rows.ts'
import { readPage, type SortKeys } from './keyset.ts'
import type { ExecutionRow, Schema } from './schema.ts'
import type { Writer } from './writer.ts'

const SORT_KEYS: SortKeys<HeadlineRow> = { queuedAt: [{ sql: 'queued_at', of: (row) => row.queued_at }] }

/** By hand a chain may grow without end. */
const MOST_ATTEMPTS = 50

type Reading = Pick<
  ExecutionStore,
  'find' | 'list' | 'attempts' | 'findAbandoned' | 'unfinishedOf' | 'medianSuccessSeconds' | 'countByStatus'
>

/** Reading executions. */
export function executionLists({ db }: Writer, secretBox: SecretBox): Reading {
  const record = (row: ExecutionRow) => executionRecord(row, secretBox)
  return {
    async find(id) {
      const row = await db.selectFrom('execution').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : record(row)
    },

    async list({ sort, cursor, limit, ...filter }) {
      const matching = executionsMatching(db, filter)
      const columns = matching.select(HEADLINE_COLUMNS)
      const wish = { sort, sortKeys: SORT_KEYS, cursor, limit, present: executionHeadline }
      return readPage(db, columns, matching, wish)
    },

    async attempts(firstExecutionId) {
      const columns = ['id', 'attempt', 'status', 'outcome', 'queued_at', 'not_before'] as const
      const first = db.selectFrom('execution').select(columns).where('id', '=', firstExecutionId)
      const later = db
        .selectFrom('execution')
        .select(columns)
        .where('first_execution_id', '=', firstExecutionId)
        .orderBy('queued_at')
        .limit(MOST_ATTEMPTS)
      const rows = [...(await first.execute()), ...(await later.execute())]
      return rows.map((row) => ({
        id: row.id,
        attempt: row.attempt,
        // Only these adapters write the columns, from the same unions.
        status: row.status as ExecutionStatus,
        outcome: row.outcome as ExecutionOutcome | null,
        queuedAt: row.queued_at,
        notBefore: row.not_before,
      }))
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

/** The executions that a filter lets through. */
export function executionsMatching(
  db: Kysely<Schema>,
  query: Omit<ExecutionListQuery, 'sort' | 'cursor' | 'limit'>,
) {
  let result = db.selectFrom('execution')
  if (query.status !== undefined) result = result.where('status', '=', query.status)
  if (query.pipelineId !== undefined) result = result.where('pipeline_id', '=', query.pipelineId)
  if (query.trigger !== undefined) result = result.where('trigger_kind', '=', query.trigger)
  if (query.fullRefresh !== undefined) {
    // Written out, not bound: only then is the partial index of the few full refreshes considered.
    result = result.where('full_refresh', '=', ({ lit }) => lit(query.fullRefresh === true ? 1 : 0))
  }
  if (query.from !== undefined) result = result.where('queued_at', '>=', asStored(query.from))
  if (query.to !== undefined) result = result.where('queued_at', '<', asStored(query.to))
  return result
}

/** Stored times have milliseconds; a filter may come without. */
const asStored = (time: string): string => new Date(time).toISOString()
