import type { Kysely } from 'kysely'

import type { ExecutionListQuery } from '@flx/shared/execution'
import { TOTAL_CAP, type Total } from '@flx/shared/list'

import type { ExecutionPage } from '../../domain/execution-store.ts'
import { decodeCursor, encodeCursor } from './cursor.ts'
import { planOf } from './execution-filter.ts'
import { executionHeadline, HEADLINE_COLUMNS } from './execution-rows.ts'
import { searchSources } from './execution-search.ts'
import {
  comparePlaces,
  planSources,
  type Direction,
  type Found,
  type Place,
  type Source,
} from './execution-sources.ts'
import type { Dialect } from './open-database.ts'
import type { Schema } from './schema.ts'

/** A page of executions: what the sources of the query found, put together in the order of the list. */
export async function readExecutionPage(
  db: Kysely<Schema>,
  dialect: Dialect,
  query: ExecutionListQuery,
): Promise<ExecutionPage> {
  const { sort, cursor, limit } = query
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const after = cursor === undefined ? undefined : placeOf(decodeCursor(sort, 2, cursor))
  const sources = await sourcesOf(db, dialect, query)
  const found = await Promise.all(
    sources.map((source) => source.look({ direction, after, limit: limit + 1 })),
  )
  const { places, reached } = together(found, direction)
  const page = places.slice(0, limit)
  const next = places.length > limit ? page.at(-1) : (reached ?? undefined)
  const headlines = await headlinesOf(
    db,
    page.map(({ id }) => id),
  )
  const whole = cursor === undefined && next === undefined
  // Counting a search costs as much as a look; its first page tells.
  const countsAgain = cursor === undefined || (query.search ?? '').trim() === ''
  return {
    items: page.flatMap(({ id }) => headlines.get(id) ?? []),
    nextCursor: next === undefined ? null : encodeCursor(sort, [next.at, next.id]),
    ...(whole ? { total: page.length } : countsAgain ? { total: await totalOf(sources) } : {}),
    ...(places.length <= limit && reached !== null ? { lookedTo: reached.at } : {}),
  }
}

/** Where the executions of a filter are found. */
function sourcesOf(
  db: Kysely<Schema>,
  dialect: Dialect,
  { search, ...filter }: Omit<ExecutionListQuery, 'sort' | 'cursor' | 'limit'>,
): Source[] | Promise<Source[]> {
  if (search !== undefined && search.trim() !== '') return searchSources(db, dialect, { ...filter, search })
  return planSources(db, planOf(filter))
}

/** What all sources have looked through, without what lies behind the nearest end of a look. */
function together(found: readonly Found[], direction: Direction): Found {
  const order = (one: Place, other: Place) => comparePlaces(one, other, direction)
  const reached = found.flatMap((part) => part.reached ?? []).sort(order)[0] ?? null
  const places = found
    .flatMap((part) => part.places)
    .filter((place) => reached === null || order(place, reached) <= 0)
    .sort(order)
  return { places: places.filter(({ id }, index) => id !== places[index - 1]?.id), reached }
}

/** Exact up to the cap, else a lower bound (decision 25); also where not everything was looked at. */
async function totalOf(sources: readonly Source[]): Promise<Total> {
  let sum = 0
  let isExact = true
  for (const source of sources) {
    const { count, exact } = await source.count()
    sum += count
    isExact &&= exact
    if (sum > TOTAL_CAP) return { atLeast: TOTAL_CAP }
  }
  return isExact ? sum : { atLeast: sum }
}

async function headlinesOf(db: Kysely<Schema>, ids: readonly string[]) {
  if (ids.length === 0) return new Map<string, never>()
  const rows = await db.selectFrom('execution').select(HEADLINE_COLUMNS).where('id', 'in', ids).execute()
  return new Map(rows.map((row) => [row.id, executionHeadline(row)]))
}

const placeOf = ([at = '', id = '']: readonly string[]): Place => ({ at, id })
