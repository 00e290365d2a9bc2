import { sql } from 'kysely'

import type { Step } from '@flx/shared/executions/step'

import type { Period, PeriodSums, StatisticsStore } from '../../../domain/figures/statistics-store.ts'
import { ALL_TIME, FLEET } from './aggregates.ts'
import { countsIn, SUM_COLUMNS, type Sums } from './count-in.ts'
import {
  countAtMost,
  emptyHistogram,
  histogramFrom,
  mergeHistograms,
  percentile,
  type Histogram,
} from './duration-histogram.ts'
import { executionHeadline, HEADLINE_COLUMNS } from '../executions/execution-rows.ts'
import { createRankings } from './rankings.ts'
import { rowReader } from '../core/rows/json.ts'
import type { Reader } from '../core/reader.ts'
import { createHealthAt, createSuccessDurations } from './pipeline-health.ts'
import { createTaggedDurations } from './tagged/tagged-durations.ts'
import { createTaggedPeriods } from './tagged/tagged-periods.ts'
import { addSums, emptySums } from './sum-table.ts'
import type { ExecutionBucketRow } from '../core/schema.ts'
import { FLEET_SPANS, piecesOf, QUARTER_SPAN } from './spans.ts'
import type { Writer } from '../core/writer.ts'

type FleetRow = Omit<ExecutionBucketRow, 'pipeline_id'>

const COLUMNS = ['bucket_at', ...SUM_COLUMNS, 'durations'] as const
const textOf = (at: number): string => new Date(at).toISOString()

/** Reads the figures of the fleet from the aggregates. Rankings, which read every pipeline, go through the reader. */
export function createStatisticsStore({ db, dialect }: Writer, reader: Reader): StatisticsStore {
  const taggedPeriods = createTaggedPeriods(db)
  async function rowsOf(spanHours: number, times: readonly string[]): Promise<FleetRow[]> {
    if (times.length === 0) return []
    return spanHours === QUARTER_SPAN
      ? db
          .selectFrom('execution_bucket')
          .select(COLUMNS)
          .where('pipeline_id', '=', FLEET)
          .where('bucket_at', 'in', times)
          .execute()
      : db
          .selectFrom('fleet_rollup')
          .select(COLUMNS)
          .where('span_hours', '=', spanHours)
          .where('bucket_at', 'in', times)
          .execute()
  }

  return {
    async periods(periods) {
      const pieces = periods.map((period) => piecesOf(period, [QUARTER_SPAN, ...FLEET_SPANS]))
      // By length of the span, then by its start; the rows are filled in.
      const rowsBySpan = new Map<number, Map<number, CountedRow | null>>()
      for (const { spanHours, at } of pieces.flat()) {
        let rowsByTime = rowsBySpan.get(spanHours)
        if (rowsByTime === undefined) rowsBySpan.set(spanHours, (rowsByTime = new Map()))
        rowsByTime.set(at, null)
      }
      for (const [spanHours, rowsByTime] of rowsBySpan) {
        for (const row of await rowsOf(spanHours, [...rowsByTime.keys()].map(textOf))) {
          rowsByTime.set(Date.parse(row.bucket_at), withHistogram(row, tableOf(spanHours)))
        }
      }
      return pieces.map((parts) =>
        sumRows(parts.flatMap(({ spanHours, at }) => rowsBySpan.get(spanHours)?.get(at) ?? [])),
      )
    },

    async pipelinePeriods(pipelineId, periods) {
      const rows = await pipelineBuckets(reader, pipelineId, periods)
      const parts = periods.map((): (Sums & { histogram: Histogram })[] => [])
      let part = 0
      for (const row of rows) {
        const at = Date.parse(row.bucket_at)
        while (at >= (periods[part]?.to ?? Infinity)) part += 1
        parts[part]?.push({ ...row, histogram: histogramFrom(row.durations) })
      }
      return parts.map(sumRows)
    },

    async allTime() {
      const rows = await rowsOf(QUARTER_SPAN, [ALL_TIME])
      return sumRows(rows.map((row) => withHistogram(row)))
    },

    async durations(maxSeconds) {
      const row = await db
        .selectFrom('execution_bucket')
        .select('durations')
        .where('pipeline_id', '=', FLEET)
        .where('bucket_at', '=', ALL_TIME)
        .executeTakeFirst()
      const histogram = row === undefined ? emptyHistogram() : histogramFrom(row.durations)
      return maxSeconds.map((seconds) => countAtMost(histogram, seconds * 1000))
    },

    async firstDay() {
      const row = await db
        .selectFrom('fleet_rollup')
        .select('bucket_at')
        .where('span_hours', '=', 24)
        .orderBy('bucket_at')
        .limit(1)
        .executeTakeFirst()
      return row === undefined ? null : Date.parse(row.bucket_at)
    },

    async pipelineCounts() {
      return db
        .selectFrom('pipeline')
        .select(({ fn }) => [
          fn.countAll<number>().as('total'),
          fn.coalesce(fn.sum<number>('is_active'), sql<number>`0`).as('active'),
        ])
        .where('archived_at', 'is', null)
        .executeTakeFirstOrThrow()
    },

    running: () => countUnfinished('running'),
    pending: () => countUnfinished('pending'),

    async newestSteps(executions) {
      const rows = await db
        .selectFrom('execution')
        .select(['id', 'steps'])
        .orderBy('queued_at', 'desc')
        .orderBy('id', 'desc')
        .limit(executions)
        .execute()
      return rows.map(({ id, steps }) => rowReader('execution', id).array<Step>('steps', steps, 'object'))
    },

    async unfinishedIn({ from, to }) {
      const counts = ['pending', 'running'].map((status) =>
        db
          .selectFrom('execution')
          .select(({ fn }) => fn.countAll<number>().as('count'))
          .where('status', '=', status)
          .where('queued_at', '>=', textOf(from))
          .where('queued_at', '<', textOf(to))
          .executeTakeFirstOrThrow(),
      )
      return (await Promise.all(counts)).reduce((sum, { count }) => sum + count, 0)
    },

    taggedPeriods,
    taggedDurations: createTaggedDurations(reader, dialect, async (tag, period) => {
      const [sums] = await taggedPeriods(tag, [period])
      return sums?.timedCount ?? 0
    }),
    rankings: createRankings(reader),
    healthAt: createHealthAt(reader),
    successDurations: createSuccessDurations(reader),

    async hasSampleHistory() {
      const query = db.selectFrom('execution').select('id').where('trigger_kind', '=', 'sample').limit(1)
      return (await query.executeTakeFirst()) !== undefined
    },

    async recentFailures(period, limit) {
      let query = db.selectFrom('execution').select(HEADLINE_COLUMNS).where('status', '=', 'failed')
      if (period !== null) {
        query = query.where('queued_at', '>=', textOf(period.from)).where('queued_at', '<', textOf(period.to))
      }
      const rows = await query.orderBy('queued_at', 'desc').orderBy('id', 'desc').limit(limit).execute()
      return rows.map(executionHeadline)
    },
  }

  async function countUnfinished(status: 'pending' | 'running'): Promise<number> {
    const { count } = await db
      .selectFrom('execution')
      .select(({ fn }) => fn.countAll<number>().as('count'))
      .where('status', '=', status)
      .executeTakeFirstOrThrow()
    return count
  }
}

interface CountedRow extends Sums {
  histogram: Histogram
}

const tableOf = (spanHours: number): string =>
  spanHours === QUARTER_SPAN ? 'execution_bucket' : 'fleet_rollup'

const withHistogram = (row: FleetRow, table?: string): CountedRow => ({
  ...row,
  histogram: histogramFrom(row.durations, table),
})

/** Reads the quarters of an hour of one pipeline that the periods cover, in order of time. */
function pipelineBuckets(
  reader: Reader,
  pipelineId: string,
  periods: readonly Period[],
): Promise<FleetRow[]> {
  const query = reader.db
    .selectFrom('execution_bucket')
    .select(COLUMNS)
    .where('pipeline_id', '=', pipelineId)
    .where('bucket_at', '>=', textOf(periods[0]?.from ?? 0))
    .where('bucket_at', '<', textOf(periods.at(-1)?.to ?? 0))
    .orderBy('bucket_at')
  return reader.read(query.compile())
}

function sumRows(rows: readonly CountedRow[]): PeriodSums {
  const sums = emptySums()
  for (const row of rows) addSums(sums, row)
  const durations = mergeHistograms(rows.map((row) => row.histogram))
  return {
    p50Ms: percentile(durations, 0.5),
    p95Ms: percentile(durations, 0.95),
    ...countsIn(sums),
  }
}
