import type { Kysely } from 'kysely'

import type { ExecutionListQuery } from '@flx/shared/executions/execution'
import { TOTAL_CAP, type Total } from '@flx/shared/core/list'

import type { ExecutionPage } from '../../../../domain/executions/execution-store.ts'
import { decodeCursor, encodeCursor } from '../../core/rows/cursor.ts'
import { planOf } from './execution-filter.ts'
import { executionHeadline, HEADLINE_COLUMNS } from '../execution-rows.ts'
import { searchSources } from './execution-search.ts'
import { isSized, sizedPage } from './sized-page.ts'
import {
  comparePlaces,
  planSources,
  type Direction,
  type Batch,
  type Place,
  type Source,
} from './execution-sources.ts'
import type { Dialect } from '../../core/open-database.ts'
import type { Schema } from '../../core/schema.ts'

/** Reads a page of executions: the batches of all sources, merged in the order of the list. */
export async function readExecutionPage(
  db: Kysely<Schema>,
  dialect: Dialect,
  query: ExecutionListQuery,
): Promise<ExecutionPage> {
  const { sort, cursor, limit } = query
  if (isSized(query)) return readSizedPage(db, dialect, query)
  const direction = sort.startsWith('-') ? 'desc' : 'asc'
  const after = cursor === undefined ? undefined : placeOf(decodeCursor(sort, 2, cursor))
  const sources = await sourcesOf(db, dialect, query)
  const batches = await Promise.all(
    sources.map((source) => source.fetch({ direction, after, limit: limit + 1 })),
  )
  const { places, cursor: end } = mergeBatches(batches, direction)
  const page = places.slice(0, limit)
  const next = places.length > limit ? page.at(-1) : (end ?? undefined)
  const headlines = await headlinesOf(
    db,
    page.map(({ id }) => id),
  )
  const isComplete = cursor === undefined && next === undefined
  // Counting a search costs as much as a fetch, so only its first page counts.
  const countsTotal = cursor === undefined || (query.search ?? '').trim() === ''
  return {
    items: page.flatMap(({ id }) => headlines.get(id) ?? []),
    nextCursor: next === undefined ? null : encodeCursor(sort, [next.at, next.id]),
    ...(isComplete ? { total: page.length } : countsTotal ? { total: await totalOf(sources) } : {}),
    ...(places.length <= limit && end !== null ? { searchedTo: end.at } : {}),
  }
}

/** Reads a page sorted by duration or records. */
async function readSizedPage(
  db: Kysely<Schema>,
  dialect: Dialect,
  query: ExecutionListQuery,
): Promise<ExecutionPage> {
  const total = await totalOf(await sourcesOf(db, dialect, query))
  const { ids, nextCursor } = await sizedPage(db, dialect, query, total)
  const headlines = await headlinesOf(db, ids)
  return { items: ids.flatMap((id) => headlines.get(id) ?? []), nextCursor, total }
}

/** Returns the sources of a filter's executions. */
function sourcesOf(
  db: Kysely<Schema>,
  dialect: Dialect,
  { search, ...filter }: Omit<ExecutionListQuery, 'sort' | 'cursor' | 'limit'>,
): Source[] | Promise<Source[]> {
  if (search !== undefined && search.trim() !== '') return searchSources(db, dialect, { ...filter, search })
  return planSources(db, planOf(filter))
}

/** Merges the batches up to the nearest cursor: beyond it, some source has not searched yet. */
function mergeBatches(batches: readonly Batch[], direction: Direction): Batch {
  const compare = (a: Place, b: Place) => comparePlaces(a, b, direction)
  const cursor = batches.flatMap((batch) => batch.cursor ?? []).sort(compare)[0] ?? null
  const places = batches
    .flatMap((batch) => batch.places)
    .filter((place) => cursor === null || compare(place, cursor) <= 0)
    .sort(compare)
  return { places: places.filter(({ id }, index) => id !== places[index - 1]?.id), cursor }
}

/**
 * Returns the exact total up to the cap, else a lower bound; also a lower bound if not everything was
 * counted.
 */
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
