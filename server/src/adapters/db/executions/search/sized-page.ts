import { sql, type Kysely } from 'kysely'

import type { ExecutionListQuery } from '@flx/shared/executions/execution'
import type { Total } from '@flx/shared/core/list'

import { decodeCursor, encodeCursor } from '../../core/rows/cursor.ts'
import type { Dialect } from '../../core/open-database.ts'
import type { Schema } from '../../core/schema.ts'
import { all, conditionsOf, type Condition } from './execution-filter.ts'
import { searchCondition } from './execution-search.ts'

/** The columns to sort executions by, other than time; only ended executions have `duration_ms`. */
const MEASURES = { duration: 'duration_ms', records: 'records_processed' } as const

/** If at most this many executions match a filter, all of them are sorted. */
const MAX_SORTED = 5000
/** Otherwise, one page checks this many rows of the index. */
const BUDGET = 3000

interface SizedPlace {
  size: number
  id: string
}

export interface SizedPage {
  ids: string[]
  nextCursor: string | null
}

/** Whether the list is sorted by duration or records. */
export const isSized = ({ sort }: Pick<ExecutionListQuery, 'sort'>): boolean => measureOf(sort) !== undefined

const measureOf = (sort: string): string | undefined =>
  Object.entries(MEASURES).find(([name]) => sort === name || sort === `-${name}`)?.[1]

/**
 * Reads a page of ended executions by duration or records. If few match, they are sorted. Otherwise the index is walked
 * in order and each row checked, up to a budget: a page can then be short, and continues after its cursor.
 */
export async function sizedPage(
  db: Kysely<Schema>,
  dialect: Dialect,
  query: ExecutionListQuery,
  total: Total | undefined,
): Promise<SizedPage> {
  const { sort, cursor, limit, search, ...filter } = query
  const measure = sql.raw(measureOf(sort) ?? MEASURES.duration)
  const descending = sort.startsWith('-')
  const [size = '', id = ''] = cursor === undefined ? [] : decodeCursor(sort, 2, cursor)
  const text = search === undefined || search.trim() === '' ? [] : [searchCondition(search, dialect)]
  const conditions = [...conditionsOf(filter), ...text]
  const ended = sql<boolean>`duration_ms is not null`
  const after: Condition[] =
    cursor === undefined
      ? []
      : [sql`(${measure}, id) ${sql.raw(descending ? '<' : '>')} (${Number(size)}, ${id})`]
  const order = descending ? sql`order by ${measure} desc, id desc` : sql`order by ${measure}, id`
  const place = sql`cast(${measure} as ${sql.raw(dialect === 'sqlite' ? 'integer' : 'double precision')}) as size, id`
  const cursorOf = ({ size: at, id: last }: SizedPlace) => encodeCursor(sort, [String(at), last])
  if (typeof total === 'number' && total <= MAX_SORTED && text.length === 0) {
    const { rows } = await sql<SizedPlace>`
      select ${place} from (
        select duration_ms, records_processed, id from execution where ${all([...conditions])}
        order by queued_at desc, id desc limit ${MAX_SORTED}) as matching
      where ${all([ended, ...after])} ${order} limit ${limit + 1}`.execute(db)
    const page = rows.slice(0, limit)
    const last = page.at(-1)
    return {
      ids: page.map((row) => row.id),
      nextCursor: rows.length > limit && last !== undefined ? cursorOf(last) : null,
    }
  }
  const remaining = sql`select * from execution where ${all([ended, ...after])} ${order}`
  const { rows } = await sql<SizedPlace>`
    select ${place} from (${remaining} limit ${BUDGET}) as scanned
    where ${all(conditions)} limit ${limit}`.execute(db)
  const last = rows.at(-1)
  if (rows.length >= limit && last !== undefined) {
    return { ids: rows.map((row) => row.id), nextCursor: cursorOf(last) }
  }
  const { rows: lastScanned } = await sql<SizedPlace>`
    select ${place} from execution where ${all([ended, ...after])} ${order} limit 1 offset ${BUDGET - 1}`.execute(
    db,
  )
  return {
    ids: rows.map((row) => row.id),
    nextCursor: lastScanned[0] === undefined ? null : cursorOf(lastScanned[0]),
  }
}
