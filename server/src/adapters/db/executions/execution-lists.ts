import { sql, type SqlBool } from 'kysely'

import type { Step } from '@flx/shared/executions/step'
import type { ExecutionOutcome, ExecutionStatus } from '@flx/shared/executions/execution-status'

import { medianOf } from '../../../domain/core/median.ts'
import type { ExecutionStore } from '../../../domain/executions/execution-store.ts'
import type { SecretBox } from '../../../domain/core/ports.ts'
import { countInPeriods } from '../figures/execution-calendar.ts'
import { all, conditionsOf } from './search/execution-filter.ts'
import { readExecutionPage } from './search/execution-page.ts'
import { executionRecord } from './execution-rows.ts'
import { searchCondition } from './search/execution-search.ts'
import { rowReader } from '../core/rows/json.ts'
import type { Reader } from '../core/reader.ts'
import type { ExecutionRow } from '../core/schema.ts'
import type { Writer } from '../core/writer.ts'

/** How many names one query looks up: its parameters are limited. */
const IDS_AT_ONCE = 1000

/** A chain of manual retries has no limit. */
const MAX_ATTEMPTS = 50

type ReadMethods = Pick<
  ExecutionStore,
  | 'find'
  | 'list'
  | 'matching'
  | 'names'
  | 'calendar'
  | 'attempts'
  | 'retries'
  | 'successBefore'
  | 'findAbandoned'
  | 'unfinishedOf'
  | 'unfinishedUsing'
  | 'medianSuccessSeconds'
  | 'recentSteps'
  | 'countByStatus'
>

/** Reads executions. Queries that might take long go through the reader. */
export function executionLists({ db, dialect }: Writer, reader: Reader, secretBox: SecretBox): ReadMethods {
  const record = (row: ExecutionRow) => executionRecord(row, secretBox)
  return {
    async find(id) {
      const row = await db.selectFrom('execution').selectAll().where('id', '=', id).executeTakeFirst()
      return row === undefined ? undefined : record(row)
    },

    list: (query) => readExecutionPage(db, dialect, query),

    async matching({ search, ...filter }, limit) {
      const text = search === undefined || search.trim() === '' ? [] : [searchCondition(search, dialect)]
      const query = sql<{ id: string; name: string }>`
        select id, pipeline_name as name from execution where ${all([...conditionsOf(filter), ...text])}
        order by queued_at desc, id desc limit ${limit}`
      return reader.read(query.compile(db))
    },

    async names(ids) {
      const names = new Map<string, string>()
      for (let from = 0; from < ids.length; from += IDS_AT_ONCE) {
        const rows = await db
          .selectFrom('execution')
          .select(['id', 'pipeline_name'])
          .where('id', 'in', ids.slice(from, from + IDS_AT_ONCE))
          .execute()
        for (const row of rows) names.set(row.id, row.pipeline_name)
      }
      return names
    },

    calendar: (filter, periods) => countInPeriods(db, reader, filter, periods),

    async successBefore({ id, pipelineId, queuedAt }) {
      const row = await db
        .selectFrom('execution')
        .selectAll()
        .where('pipeline_id', '=', pipelineId)
        .where('status', '=', 'success')
        .where(sql<SqlBool>`(queued_at, id) < (${queuedAt}, ${id})`)
        .orderBy('queued_at', 'desc')
        .orderBy('id', 'desc')
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? undefined : record(row)
    },

    async attempts(firstExecutionId) {
      const columns = ['id', 'attempt', 'status', 'outcome', 'queued_at', 'not_before'] as const
      const firstAttempt = db.selectFrom('execution').select(columns).where('id', '=', firstExecutionId)
      const laterAttempts = db
        .selectFrom('execution')
        .select(columns)
        .where('first_execution_id', '=', firstExecutionId)
        .orderBy('queued_at')
        .limit(MAX_ATTEMPTS)
      const rows = [...(await firstAttempt.execute()), ...(await laterAttempts.execute())]
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

    async retries(executions) {
      if (executions.length === 0) return new Map()
      const chains = executions.map(({ id, firstExecutionId }) => firstExecutionId ?? id)
      const retried = executions.map(({ id }) => id)
      const rows = await db
        .selectFrom('execution')
        .select(['id', 'retry_of'])
        .where('first_execution_id', 'in', [...new Set(chains)])
        .where('retry_of', 'in', retried)
        .orderBy('queued_at')
        .execute()
      return new Map(rows.flatMap((row) => (row.retry_of === null ? [] : [[row.retry_of, row.id]])))
    },

    async findAbandoned(now, { allRunning, worker }) {
      const rows = await db
        .selectFrom('execution')
        .selectAll()
        .where('status', '=', 'running')
        .$if(allRunning, (query) => query.where('trigger_kind', '<>', 'report'))
        .$if(worker !== undefined, (query) => query.where('worker', '=', worker ?? ''))
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

    async unfinishedUsing(pluginNames) {
      if (pluginNames.length === 0) return undefined
      const row = await db
        .selectFrom('execution')
        .innerJoin('pipeline_plugin', 'pipeline_plugin.pipeline_id', 'execution.pipeline_id')
        .select('execution.pipeline_name')
        .where('execution.status', 'in', ['pending', 'running'])
        .where('pipeline_plugin.plugin_name', 'in', pluginNames)
        .orderBy('execution.queued_at')
        .limit(1)
        .executeTakeFirst()
      return row?.pipeline_name
    },

    async recentSteps(pipelineId, limit) {
      const query = db
        .selectFrom('execution')
        .select(['id', 'queued_at', 'status', 'steps'])
        .where('pipeline_id', '=', pipelineId)
        .orderBy('queued_at', 'desc')
        .orderBy('id', 'desc')
        .limit(limit)
      const rows = await reader.read(query.compile())
      return rows.map((row) => ({
        id: row.id,
        queuedAt: row.queued_at,
        status: row.status as ExecutionStatus,
        steps: rowReader('execution', row.id).array<Step>('steps', row.steps, 'object'),
      }))
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
      const median = medianOf(rows.flatMap((row) => row.duration_ms ?? []))
      return median === null ? null : median / 1000
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
