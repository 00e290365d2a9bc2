import { sql, type Kysely } from 'kysely'

import type { ExecutionFilter } from '@flx/shared/executions/execution'
import {
  EXECUTION_STATUSES,
  FINISHED_STATUSES,
  type FinishedStatus,
} from '@flx/shared/executions/execution-status'
import type { Total } from '@flx/shared/core/list'

import type { Period } from '../../../domain/figures/statistics-store.ts'
import { FLEET } from './aggregates.ts'
import { planOf } from '../executions/search/execution-filter.ts'
import type { Reader } from '../core/reader.ts'
import type { Schema } from '../core/schema.ts'
import { FLEET_SPANS, PIPELINE_SPANS, piecesOf, QUARTER_SPAN } from './spans.ts'

type Filter = Omit<ExecutionFilter, 'from' | 'to'>

/** Without aggregates, counting stops here. */
const COUNT_LIMIT = 1000

/**
 * Counts executions by period. Status and pipeline are in the aggregates, so that the cost depends on the number of
 * periods; other filters are counted in their index, up to a bound; filters without an index are not counted.
 */
export async function countInPeriods(
  db: Kysely<Schema>,
  reader: Reader,
  filter: Filter,
  periods: readonly Period[],
): Promise<(Total | null)[]> {
  if (filter.search !== undefined && filter.search.trim() !== '') return periods.map(() => null)
  const { trigger, fullRefresh, shortfall } = filter
  if (trigger === undefined && fullRefresh === undefined && shortfall === undefined) {
    return fromAggregates(db, filter, periods)
  }
  if (planOf(filter).rest.length > 0) return periods.map(() => null)
  return countInIndex(db, reader, filter, periods)
}

async function fromAggregates(
  db: Kysely<Schema>,
  { status = [...EXECUTION_STATUSES], pipelineId }: Filter,
  periods: readonly Period[],
): Promise<number[]> {
  const finished = FINISHED_STATUSES.filter((candidate) => status.includes(candidate))
  const unfinished = status.filter((candidate) => candidate === 'pending' || candidate === 'running')
  const counts = periods.map(() => 0)
  if (finished.length > 0) {
    const sums = await finishedIn(db, pipelineId, finished, periods)
    for (const [index, sum] of sums.entries()) counts[index] = sum
  }
  if (unfinished.length > 0) {
    // At most one for each pipeline.
    let query = db.selectFrom('execution').select('queued_at').where('status', 'in', unfinished)
    if (pipelineId !== undefined) query = query.where('pipeline_id', '=', pipelineId)
    for (const { queued_at } of await query.execute()) {
      const at = Date.parse(queued_at)
      for (const [index, { from, to }] of periods.entries()) {
        if (at >= from && at < to) counts[index] = (counts[index] ?? 0) + 1
      }
    }
  }
  return counts
}

interface CountRow {
  bucket_at: string
  count: number
}

/** Sums the fewest rows of the aggregates that make up each period. */
async function finishedIn(
  db: Kysely<Schema>,
  pipelineId: string | undefined,
  statuses: readonly FinishedStatus[],
  periods: readonly Period[],
): Promise<number[]> {
  const spans = pipelineId === undefined ? FLEET_SPANS : PIPELINE_SPANS
  const pieces = periods.map((period) => piecesOf(period, [QUARTER_SPAN, ...spans]))
  const bySpan = new Map<number, Map<number, number>>()
  for (const { spanHours, at } of pieces.flat()) {
    const countsByTime = bySpan.get(spanHours) ?? new Map<number, number>()
    bySpan.set(spanHours, countsByTime.set(at, 0))
  }
  const count = sql<number>`${sql.join(
    statuses.map((status) => sql.ref(status)),
    sql` + `,
  )}`
  for (const [spanHours, countsByTime] of bySpan) {
    const times = sql.join([...countsByTime.keys()].map((at) => new Date(at).toISOString()))
    const { rows } = await sql<CountRow>`
      select bucket_at, ${count} as count from ${sql.raw(tableOf(spanHours, pipelineId))}
      where ${keyOf(spanHours, pipelineId)} and bucket_at in (${times})`.execute(db)
    for (const row of rows) countsByTime.set(Date.parse(row.bucket_at), row.count)
  }
  return pieces.map((parts) =>
    parts.reduce((sum, { spanHours, at }) => sum + (bySpan.get(spanHours)?.get(at) ?? 0), 0),
  )
}

function tableOf(spanHours: number, pipelineId: string | undefined): string {
  if (spanHours === QUARTER_SPAN) return 'execution_bucket'
  return pipelineId === undefined ? 'fleet_rollup' : 'pipeline_rollup'
}

function keyOf(spanHours: number, pipelineId: string | undefined) {
  if (spanHours === QUARTER_SPAN) return sql`pipeline_id = ${pipelineId ?? FLEET}`
  return pipelineId === undefined
    ? sql`span_hours = ${spanHours}`
    : sql`span_hours = ${spanHours} and pipeline_id = ${pipelineId}`
}

/** Counts in one query for all periods: each is a range of the index, read up to the bound. */
async function countInIndex(
  db: Kysely<Schema>,
  reader: Reader,
  filter: Filter,
  periods: readonly Period[],
): Promise<Total[]> {
  if (periods.length === 0) return []
  const { ranges } = planOf(filter)
  const between = sql`queued_at >= period.column2 and queued_at < period.column3`
  const parts = ranges.map(
    ({ key }) =>
      sql`(select count(*) from (select 1 as one from execution where ${key} and ${between} limit ${sql.lit(COUNT_LIMIT + 1)}) as part)`,
  )
  // Planned once, however many periods there are.
  const query = sql<{ period: number; count: number }>`
    select period.column1 as period, ${sql.join(parts, sql` + `)} as count
    from (values ${sql.join(periods.map(valuesOf))}) as period`
  const rows = await reader.read(query.compile(db))
  const counts = new Map(rows.map(({ period, count }) => [period, count]))
  return periods.map((_, index) => {
    const count = counts.get(index) ?? 0
    return count > COUNT_LIMIT ? { atLeast: COUNT_LIMIT } : count
  })
}

const valuesOf = ({ from, to }: Period, index: number) =>
  sql`(${sql.lit(index)}, ${new Date(from).toISOString()}, ${new Date(to).toISOString()})`
