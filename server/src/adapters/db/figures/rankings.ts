import { sql, type RawBuilder } from 'kysely'

import type {
  Period,
  PipelineRanking,
  Rankings,
  StatisticsStore,
} from '../../../domain/figures/statistics-store.ts'
import type { Reader } from '../core/reader.ts'
import { ALL_TIME_SPAN, PIPELINE_SPANS, piecesOf } from './spans.ts'

interface Row {
  ranking: keyof Rankings
  place: number
  id: string
  success: number
  finished: number
  timed_count: number
  duration_ms_sum: number
}

const HOUR = 3_600_000
/** More than the windows of dashboards that are open at the same time. */
const MAX_CACHED = 20

/** Places without names, because names can change. */
type Places = Record<keyof Rankings, Omit<PipelineRanking, 'name'>[]>

/**
 * Creates the `rankings` query. A ranking reads every pipeline that executed in the window, which might take too long
 * for the server's thread: the reader computes it, once for all requests for the same window while no execution ends.
 */
export function createRankings(reader: Reader): StatisticsStore['rankings'] {
  const cache = new Map<string, { state: string; places: Promise<Places> }>()

  async function placesIn(period: Period | null, top: number, atLeast: number): Promise<Places> {
    const window = period === null ? null : wholeHours(period)
    const key = JSON.stringify([window, top, atLeast])
    const state = await stateOf(reader)
    const cached = cache.get(key)
    if (cached?.state === state) return cached.places
    const places = rank(reader, window, top, atLeast)
    cache.delete(key)
    cache.set(key, { state, places })
    const [oldest] = cache.keys()
    if (cache.size > MAX_CACHED && oldest !== undefined) cache.delete(oldest)
    // A failure is not remembered.
    return places.catch((error: unknown) => {
      cache.delete(key)
      throw error
    })
  }

  return async (period, { top, atLeast }) => {
    const places = await placesIn(period, top, atLeast)
    const names = await namesOf(reader, [
      ...new Set(
        Object.values(places)
          .flat()
          .map(({ id }) => id),
      ),
    ])
    const withNames = (ranking: readonly Omit<PipelineRanking, 'name'>[]): PipelineRanking[] =>
      ranking.flatMap((place) => {
        const name = names.get(place.id)
        return name === undefined ? [] : [{ ...place, name }]
      })
    return {
      topPerformers: withNames(places.topPerformers),
      busiest: withNames(places.busiest),
      slowest: withNames(places.slowest),
    }
  }
}

/** Returns a text that changes with every execution that ends and with the number of pipelines. */
async function stateOf({ db }: Reader): Promise<string> {
  const ended = await db
    .selectFrom('execution_bucket')
    .select(['success', 'failed', 'cancelled', 'records', 'duration_ms_sum'])
    .where('pipeline_id', '=', '')
    .where('bucket_at', '=', '')
    .executeTakeFirst()
  const pipelines = await db
    .selectFrom('pipeline')
    .select(({ fn }) => fn.countAll<number>().as('count'))
    .where('archived_at', 'is', null)
    .executeTakeFirst()
  return JSON.stringify([ended, pipelines])
}

async function namesOf({ db }: Reader, ids: readonly string[]): Promise<Map<string, string>> {
  if (ids.length === 0) return new Map()
  const rows = await db
    .selectFrom('pipeline')
    .select(['id', 'name'])
    .where('id', 'in', ids)
    .where('archived_at', 'is', null)
    .execute()
  return new Map(rows.map(({ id, name }) => [id, name]))
}

async function rank(reader: Reader, window: Period | null, top: number, atLeast: number): Promise<Places> {
  // The first places are selected before they are numbered: otherwise everything would be sorted.
  const best = (ranking: keyof Rankings, where: RawBuilder<unknown>, order: RawBuilder<unknown>) => sql`
    select ${sql.lit(ranking)} as ranking, row_number() over (order by ${order}, name_key, id) as place, first.*
    from (select * from figures where ${where} order by ${order}, name_key, id limit ${sql.lit(top)}) as first`
  const query = sql<Row>`
    with summed as materialized (
      select pipeline_id, sum(success) as success, sum(success + failed + cancelled) as finished,
        sum(timed_count) as timed_count, sum(duration_ms_sum) as duration_ms_sum
      from (${rowsIn(window)}) as parts group by pipeline_id),
    figures as materialized (
      select pipeline.id, pipeline.name_key, success, finished, timed_count, duration_ms_sum
      from summed join pipeline on pipeline.id = summed.pipeline_id and pipeline.archived_at is null)
    ${best('topPerformers', sql`finished >= ${sql.lit(atLeast)}`, sql`1.0 * success / finished desc, finished desc`)}
    union all ${best('busiest', sql`finished > 0`, sql`finished desc`)}
    union all ${best('slowest', sql`timed_count > 0`, sql`1.0 * duration_ms_sum / timed_count desc`)}
    order by place`
  const rows = await reader.read<Row>(query.compile(reader.db))
  const rankedAs = (ranking: keyof Rankings) =>
    rows
      .filter((row) => row.ranking === ranking)
      .map((row) => ({
        id: row.id,
        success: row.success,
        finished: row.finished,
        timedCount: row.timed_count,
        durationMsSum: row.duration_ms_sum,
      }))
  return {
    topPerformers: rankedAs('topPerformers'),
    busiest: rankedAs('busiest'),
    slowest: rankedAs('slowest'),
  }
}

/** Selects the rollups that make up the window: one range per run of adjacent spans of the same length. */
function rowsIn(window: Period | null): RawBuilder<unknown> {
  if (window === null) return sql`select * from pipeline_rollup where span_hours = ${ALL_TIME_SPAN}`
  const ranges: { spanHours: number; first: number; last: number }[] = []
  for (const { spanHours, at } of piecesOf(window, PIPELINE_SPANS)) {
    const previous = ranges.at(-1)
    if (previous?.spanHours === spanHours) previous.last = at
    else ranges.push({ spanHours, first: at, last: at })
  }
  // A window that starts with this hour has no whole span yet, and one in the future has none at all.
  if (ranges.length === 0) return sql`select * from pipeline_rollup where 1 = 0`
  return sql.join(
    ranges.map(
      ({ spanHours, first, last }) => sql`select * from pipeline_rollup where span_hours = ${spanHours}
        and bucket_at between ${new Date(first).toISOString()} and ${new Date(last).toISOString()}`,
    ),
    sql` union all `,
  )
}

function wholeHours({ from, to, open = false }: Period): Period {
  return {
    open,
    from: Math.floor(from / HOUR) * HOUR,
    to: Math.ceil(to / HOUR) * HOUR,
  }
}
