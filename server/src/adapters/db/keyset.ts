import { sql, type Expression, type SqlBool } from 'kysely'

import { TOTAL_CAP, type List, type Total } from '@flx/shared/list'

import { decodeCursor, encodeCursor } from './cursor.ts'

/** A sort key as the API names it: a leading "-" = descending. */
export interface Order {
  sort: string
  /** SQL of the value: a column, or an expression of this file's callers, never of a request. */
  column: string
  direction: 'asc' | 'desc'
}

export function orderOf(sort: string, columns: Record<string, string>): Order {
  const descending = sort.startsWith('-')
  const column = columns[descending ? sort.slice(1) : sort]
  if (column === undefined) throw new Error(`No column for the sort key ${sort}`)
  return { sort, column, direction: descending ? 'desc' : 'asc' }
}

/** Rows after the cursor; ties by id. An empty value sorts as "" on both dialects. */
export function afterCursor(order: Order, cursor: string): Expression<SqlBool> {
  const [value, id] = decodeCursor(order.sort, cursor)
  const column = sql.raw(order.column)
  const comparison = sql.raw(order.direction === 'asc' ? '>' : '<')
  return sql<SqlBool>`(${column}, ${sql.ref('id')}) ${comparison} (${value}, ${id})`
}

/** Cuts the row fetched beyond the limit and makes the cursor of the next page from it. */
export function pageOf<Row extends { id: string }, Item>(
  rows: Row[],
  options: { limit: number; order: Order; valueOf: (row: Row) => string; total?: Total },
  present: (row: Row) => Item,
): List<Item> {
  const kept = rows.slice(0, options.limit)
  const last = kept.at(-1)
  return {
    items: kept.map(present),
    nextCursor:
      rows.length > options.limit && last !== undefined
        ? encodeCursor(options.order.sort, [options.valueOf(last), last.id])
        : null,
    ...(options.total === undefined ? {} : { total: options.total }),
  }
}

/** Exact up to the cap, else a lower bound: the count stops there. */
export const cappedTotal = (count: number): Total => (count > TOTAL_CAP ? { atLeast: TOTAL_CAP } : count)

/** Case-insensitive "contains" over several columns; wildcards in the text count as themselves. */
export function containsAny(columns: readonly string[], text: string): Expression<SqlBool> {
  const pattern = `%${text.toLowerCase().replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`
  const tests = columns.map((column) => sql`lower(${sql.ref(column)}) like ${pattern} escape '\\'`)
  return sql<SqlBool>`(${sql.join(tests, sql` or `)})`
}
