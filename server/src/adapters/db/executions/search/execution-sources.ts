import { sql, type Kysely } from 'kysely'

import { TOTAL_CAP } from '@flx/shared/core/list'

import { all, conditionOf, type Condition, type Plan, type Range } from './execution-filter.ts'
import type { Schema } from '../../core/schema.ts'

/** Place of an execution in the list. */
export interface Place {
  at: string
  id: string
}

export type Direction = 'asc' | 'desc'

interface FetchOptions {
  direction: Direction
  /** Only what comes after it. */
  after: Place | undefined
  limit: number
}

/** Places in the order of the list, without gaps up to `cursor`; null = nothing comes after them. */
export interface Batch {
  places: Place[]
  cursor: Place | null
}

/** A source of search results with a bounded cost per fetch. */
export interface Source {
  fetch(options: FetchOptions): Promise<Batch>
  /** Counts the results; a lower bound when not `exact`. */
  count(): Promise<{ count: number; exact: boolean }>
}

/**
 * How many rows one fetch checks at most, over all ranges: adjacent rows, rows whose texts are searched, and rows
 * scattered over the disk.
 */
const BUDGETS = { dense: 10_000, texts: 3000, scattered: 1500 }
/** How many rows a fetch checks in each range at least, however many ranges there are. */
const MIN_PER_RANGE = 200
/** Counting stops there; the answer is then a lower bound. */
const COUNT_LIMIT = TOTAL_CAP + 1

/** Reads a range of an index in which every row is a result. */
function rangeSource(db: Kysely<Schema>, range: Range): Source {
  return {
    async fetch({ direction, after, limit }) {
      const { rows } = await sql<Place>`
        select queued_at as at, id from execution where ${remainingRange(range, after, direction)}
        ${orderBy(direction)} limit ${limit}`.execute(db)
      return { places: rows, cursor: rows.length < limit ? null : (rows.at(-1) ?? null) }
    },
    async count() {
      const { rows } = await sql<{ count: number }>`
        select count(*) as count from (select 1 from execution where ${conditionOf(range)} limit ${COUNT_LIMIT}) as counted`.execute(
        db,
      )
      const count = rows[0]?.count ?? 0
      return { count, exact: count < COUNT_LIMIT }
    },
  }
}

/** Columns that are checked row by row; they are stored before the long ones. */
const CHECKED_COLUMNS = sql.raw(
  'queued_at, id, pipeline_id, pipeline_name, status, trigger_kind, full_refresh, error_message, shortfall',
)

/** Reads a range of an index in which only some rows are results; checks at most `budget` rows per fetch. */
function checkedSource(db: Kysely<Schema>, range: Range, rest: readonly Condition[], budget: number): Source {
  return {
    async fetch({ direction, after, limit }) {
      const remaining = remainingRange(range, after, direction)
      // Both dialects keep the order of the inner query; a second `order by` would read all of it.
      const { rows } = await sql<Place>`
        select queued_at as at, id from (
          select ${CHECKED_COLUMNS} from execution where ${remaining} ${orderBy(direction)} limit ${budget}) as scanned
        where ${all(rest)} limit ${limit}`.execute(db)
      if (rows.length >= limit) return { places: rows, cursor: rows.at(-1) ?? null }
      const { rows: last } = await sql<Place>`
        select queued_at as at, id from execution where ${remaining} ${orderBy(direction)}
        limit 1 offset ${budget - 1}`.execute(db)
      return { places: rows, cursor: last[0] ?? null }
    },
    async count() {
      const { rows } = await sql<{ count: number; scanned: number }>`
        select coalesce(sum(case when ${all(rest)} then 1 else 0 end), 0) as count, count(*) as scanned from (
          select ${CHECKED_COLUMNS} from execution where ${conditionOf(range)} ${orderBy('desc')} limit ${budget}) as scanned`.execute(
        db,
      )
      const [row] = rows
      return { count: row?.count ?? 0, exact: (row?.scanned ?? 0) < budget }
    },
  }
}

/** Returns the sources of a plan. */
export function planSources(db: Kysely<Schema>, { ranges, rest, rowCost }: Plan): Source[] {
  const budget = Math.ceil(BUDGETS[rowCost] / Math.max(1, ranges.length))
  return rest.length === 0
    ? ranges.map((range) => rangeSource(db, range))
    : ranges.map((range) => checkedSource(db, range, rest, Math.max(MIN_PER_RANGE, budget)))
}

/**
 * Returns the part of a range after a place. Of two bounds on one side only the tighter is written: an index uses one.
 */
function remainingRange(range: Range, after: Place | undefined, direction: Direction): Condition {
  if (after === undefined) return conditionOf(range)
  const { from, to } = range
  const bounded =
    direction === 'desc'
      ? { ...range, to: to !== undefined && to <= after.at ? to : undefined }
      : { ...range, from: from !== undefined && from > after.at ? from : undefined }
  const bound = direction === 'desc' ? bounded.to : bounded.from
  return all([conditionOf(bounded), ...(bound === undefined ? afterPlace(after, direction) : [])])
}

export function afterPlace(after: Place | undefined, direction: Direction): Condition[] {
  if (after === undefined) return []
  const operator = sql.raw(direction === 'asc' ? '>' : '<')
  return [sql`(queued_at, id) ${operator} (${after.at}, ${after.id})`]
}

export const orderBy = (direction: Direction) =>
  sql.raw(direction === 'asc' ? 'order by queued_at, id' : 'order by queued_at desc, id desc')

/** Negative if the first comes before the second. */
export function comparePlaces(a: Place, b: Place, direction: Direction): number {
  const order = a.at === b.at ? compare(a.id, b.id) : compare(a.at, b.at)
  return direction === 'asc' ? order : -order
}

const compare = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0)
