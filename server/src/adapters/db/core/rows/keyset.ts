import { sql, type Expression, type Kysely, type SelectQueryBuilder, type SqlBool } from 'kysely'

import { TOTAL_CAP, type List } from '@flx/shared/core/list'

import { decodeCursor, encodeCursor } from './cursor.ts'
import type { Schema } from '../schema.ts'

/** A part of an order: its SQL (a column or an expression of this folder, never of a request) and its value in a row. */
export interface SortKey<Row> {
  sql: string
  of: (row: Row) => string
}

/**
 * The columns behind the API's sort keys. The id is always the last part. A key with "-" before it is the descending order
 * where that is more than the other one backwards.
 */
export type SortKeys<Row> = Record<string, readonly SortKey<Row>[]>

interface Order<Row> {
  sort: string
  direction: 'asc' | 'desc'
  keys: readonly SortKey<Row>[]
}

/** What a query needs of an order, whatever its rows are. */
type Ordered = Pick<Order<never>, 'sort' | 'direction'> & { keys: readonly { sql: string }[] }

export interface PageOptions<Row, Item> {
  sort: string
  sortKeys: SortKeys<Row>
  cursor: string | undefined
  limit: number
  present: (row: Row) => Item
}

type Select<Table extends keyof Schema, O> = SelectQueryBuilder<Schema, Table, O>

/**
 * One page of a list. `columns` is the selection of what is shown, `matching` the same filter without columns, for the
 * total. The page begins after the cursor's row by value, so that rows that come or go in between move nothing.
 */
export async function readPage<Table extends keyof Schema, Row extends { id: string }, Item>(
  db: Kysely<Schema>,
  columns: Select<Table, Row>,
  matching: Select<Table, object>,
  { sort, sortKeys, cursor, limit, present }: PageOptions<Row, Item>,
): Promise<List<Item>> {
  const order = orderOf(sort, sortKeys)
  const rows = (await pageQuery(columns, order, cursor, limit).execute()) as Row[]
  return pageOf(rows, await cappedTotalQuery(db, matching).execute(), order, { limit, present })
}

/** The page that the answers of `pageQuery` and `cappedTotalQuery` make. */
export function pageOf<Row extends { id: string }, Item>(
  rows: readonly Row[],
  counted: readonly { count: number }[],
  order: Order<Row>,
  { limit, present }: { limit: number; present: (row: Row) => Item },
): List<Item> {
  const kept = rows.slice(0, limit)
  const last = kept.at(-1)
  const count = counted[0]?.count ?? 0
  return {
    items: kept.map(present),
    nextCursor:
      rows.length > limit && last !== undefined
        ? encodeCursor(order.sort, [...order.keys.map((key) => key.of(last)), last.id])
        : null,
    total: count > TOTAL_CAP ? { atLeast: TOTAL_CAP } : count,
  }
}

/** The query of a page, with one row more than the page to see whether there is another. */
export function pageQuery<Table extends keyof Schema, Row>(
  select: Select<Table, Row>,
  order: Ordered,
  cursor: string | undefined,
  limit: number,
): Select<Table, Row> {
  let query = select.limit(limit + 1)
  if (cursor !== undefined) query = query.where(afterCursor(order, cursor))
  for (const key of [...order.keys, ID]) query = query.orderBy(sql.raw(key.sql), order.direction)
  return query
}

const ID = { sql: 'id' }

/** A leading "-" = descending. */
export function orderOf<Row>(sort: string, sortKeys: SortKeys<Row>): Order<Row> {
  const descending = sort.startsWith('-')
  const keys = sortKeys[sort] ?? sortKeys[descending ? sort.slice(1) : sort]
  if (keys === undefined) throw new Error(`Unknown sort key ${sort}`)
  return { sort, direction: descending ? 'desc' : 'asc', keys }
}

function afterCursor(order: Ordered, cursor: string): Expression<SqlBool> {
  const columns = [...order.keys, ID].map((key) => sql.raw(key.sql))
  const values = decodeCursor(order.sort, columns.length, cursor).map((value) => sql`${value}`)
  const comparison = sql.raw(order.direction === 'asc' ? '>' : '<')
  return sql<SqlBool>`(${sql.join(columns)}) ${comparison} (${sql.join(values)})`
}

/** Exact up to the cap, else a lower bound: the count stops there. */
export function cappedTotalQuery<Table extends keyof Schema>(
  db: Kysely<Schema>,
  matching: Select<Table, object>,
) {
  const capped = matching
    .clearSelect()
    .select(sql<number>`1`.as('one'))
    .limit(TOTAL_CAP + 1)
  return db.selectFrom(capped.as('capped')).select(({ fn }) => fn.countAll<number>().as('count'))
}
