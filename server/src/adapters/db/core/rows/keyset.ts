import { sql, type Expression, type Kysely, type SelectQueryBuilder, type SqlBool } from 'kysely'

import { TOTAL_CAP, type List } from '@flx/shared/core/list'

import { decodeCursor, encodeCursor } from './cursor.ts'
import type { Schema } from '../schema.ts'

/**
 * A part of an order: its SQL (a column or an expression of this folder, never from a request) and its value in a row.
 */
export interface SortKey<Row> {
  sql: string
  value: (row: Row) => string
}

/**
 * The columns behind the API's sort keys. The id is always the last part. A key with a leading "-" defines the
 * descending order if that is not simply the ascending one reversed.
 */
export type SortKeys<Row> = Record<string, readonly SortKey<Row>[]>

interface Order<Row> {
  sort: string
  direction: 'asc' | 'desc'
  keys: readonly SortKey<Row>[]
}

/** The part of an order that a query needs, whatever its rows. */
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
 * Reads one page of a list. `columns` selects what is shown; `matching` is the same filter without columns, for the
 * total. The page starts after the values of the cursor's row, so that rows added or removed in between shift nothing.
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

/** Assembles a page from the results of `pageQuery` and `cappedTotalQuery`. */
export function pageOf<Row extends { id: string }, Item>(
  rows: readonly Row[],
  countRows: readonly { count: number }[],
  order: Order<Row>,
  { limit, present }: { limit: number; present: (row: Row) => Item },
): List<Item> {
  const shown = rows.slice(0, limit)
  const last = shown.at(-1)
  const count = countRows[0]?.count ?? 0
  return {
    items: shown.map(present),
    nextCursor:
      rows.length > limit && last !== undefined
        ? encodeCursor(order.sort, [...order.keys.map((key) => key.value(last)), last.id])
        : null,
    total: count > TOTAL_CAP ? { atLeast: TOTAL_CAP } : count,
  }
}

/** Builds the query of a page, with one extra row to see whether another page follows. */
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

/** Returns the order of a sort; a leading "-" = descending. */
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

/** Counts exactly up to the cap, else gives a lower bound: the count stops there. */
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
