import { sql, type RawBuilder } from 'kysely'

import type { Percentiles, Period, StatisticsStore } from '../../../../domain/figures/statistics-store.ts'
import type { Dialect } from '../../core/open-database.ts'
import type { Reader } from '../../core/reader.ts'
import { withoutNul } from '../../core/rows/folded-text.ts'
import { rowReader, toJson } from '../../core/rows/json.ts'
import {
  addHistogram,
  emptyHistogram,
  mergeHistograms,
  percentile,
  type Histogram,
} from '../duration-histogram.ts'

/** Stands in for a slot, to count the damaged distributions. */
const DAMAGED = -1

/** One slot of the durations in one period. */
interface SlotRow {
  position: number
  slot: number
  count: number
  min: number
  max: number
}

/**
 * Creates the `taggedDurations` query: percentiles of the durations of the pipelines with a tag. The database merges
 * the distributions of their quarters of an hour through the reader, and returns a row for each slot of a period: the
 * cost here depends on the number of periods.
 */
export function createTaggedDurations(
  reader: Reader,
  dialect: Dialect,
  executionsIn: (tag: string, period: Period) => Promise<number>,
): StatisticsStore['taggedDurations'] {
  return async (tag, periods, most) => {
    const tagged = await reader.db
      .selectFrom('pipeline_tag')
      .select('pipeline_id')
      .where('tag', '=', withoutNul(tag))
      .limit(most.pipelines + 1)
      .execute()
    if (tagged.length > most.pipelines) return 'pipelines'
    const [first, last] = [periods[0], periods.at(-1)]
    if (first === undefined || last === undefined) return { whole: percentilesOf(emptyHistogram()), each: [] }
    if ((await executionsIn(tag, { from: first.from, to: last.to })) > most.executions) return 'executions'
    const histograms = periods.map(emptyHistogram)
    let damaged = 0
    for (const { position, slot, count, min, max } of await reader.read(
      slotsIn(reader, dialect, tag, periods),
    )) {
      const histogram = histograms[position]
      if (slot === DAMAGED) damaged += count
      else if (histogram !== undefined) addHistogram(histogram, { min, max, counts: { [slot]: count } })
    }
    if (damaged > 0) {
      rowReader('execution_bucket', 'distributions of durations').report(
        'durations',
        'They are not distributions. Rebuild the aggregates.',
      )
    }
    return { whole: percentilesOf(mergeHistograms(histograms)), each: histograms.map(percentilesOf) }
  }
}

const percentilesOf = (histogram: Histogram): Percentiles => ({
  p50Ms: percentile(histogram, 0.5),
  p95Ms: percentile(histogram, 0.95),
})

/** Selects the slots by one range of the index per pipeline and period; `cross join` makes SQLite keep this order. */
function slotsIn({ db }: Reader, dialect: Dialect, tag: string, periods: readonly Period[]) {
  const bounds = toJson(periods.map(({ from, to }) => [textOf(from), textOf(to)]))
  const { periodsOf, whole, slotsOf, extreme } = DIALECTS[dialect]
  return sql<SlotRow>`
    select period.position, cast(slot.key as integer) as slot, sum(cast(slot.value as integer)) as count,
      min(${extreme(whole, 'min')}) as min, max(${extreme(whole, 'max')}) as max
    from pipeline_tag as tagged
    cross join (${periodsOf(bounds)}) as period
    cross join execution_bucket as bucket
    cross join ${slotsOf(whole)} as slot
    where tagged.tag = ${withoutNul(tag)} and bucket.pipeline_id = tagged.pipeline_id
      and bucket.bucket_at >= period.from_at and bucket.bucket_at < period.to_at
    group by period.position, slot.key`.compile(db)
}

/** Replaces a damaged distribution. */
const SUBSTITUTE = sql.lit(toJson({ min: 0, max: 0, counts: { [DAMAGED]: 1 } }))
/** The texts that PostgreSQL may parse as JSON: before version 16 it has no test for valid JSON. */
const NUMBER = '-?[0-9]+([.][0-9]+)?(e[+-]?[0-9]+)?'
const SLOT = '"[0-9]+":[0-9]+'
const SHAPE = sql.lit(`^{"min":${NUMBER},"max":${NUMBER},"counts":{(${SLOT}(,${SLOT})*)?}}$`)

type Part = RawBuilder<unknown>
const DIALECTS: Record<
  Dialect,
  {
    /** Positions and bounds of the periods, from JSON. */
    periodsOf: (bounds: string) => Part
    /** The distribution of a bucket, or the substitute for a damaged one. */
    whole: Part
    slotsOf: (durations: Part) => Part
    extreme: (durations: Part, name: 'min' | 'max') => Part
  }
> = {
  sqlite: {
    periodsOf: (bounds) =>
      sql`select key as position, value ->> 0 as from_at, value ->> 1 as to_at from json_each(${bounds})`,
    whole: sql`case when json_valid(bucket.durations) then case
      when json_type(bucket.durations, '$.counts') = 'object' and json_type(bucket.durations, '$.min') in ('integer', 'real')
        and json_type(bucket.durations, '$.max') in ('integer', 'real')
      then bucket.durations else ${SUBSTITUTE} end else ${SUBSTITUTE} end`,
    slotsOf: (durations) => sql`json_each(${durations}, '$.counts')`,
    extreme: (durations, name) => sql`${durations} ->> ${sql.lit(name)}`,
  },
  postgres: {
    periodsOf: (bounds) =>
      sql`select position - 1 as position, value ->> 0 as from_at, value ->> 1 as to_at
        from jsonb_array_elements(${bounds}::jsonb) with ordinality as each(value, position)`,
    whole: sql`(case when bucket.durations ~ ${SHAPE} then bucket.durations else ${SUBSTITUTE} end)::jsonb`,
    slotsOf: (durations) => sql`lateral jsonb_each_text(${durations} -> 'counts')`,
    extreme: (durations, name) => sql`cast(${durations} ->> ${sql.lit(name)} as double precision)`,
  },
}

const textOf = (at: number): string => new Date(at).toISOString()
