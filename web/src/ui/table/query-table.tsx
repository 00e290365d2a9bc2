import type { ReactNode } from 'react'

import { Card } from '../card.tsx'
import { DataTable, type DataTableOptions } from './data-table.tsx'
import { LoadMorePages } from './load-more.tsx'
import { QueryError, type Loading } from './query-error.tsx'

/** The fields of a paged query that the table needs. */
export interface Paged<Row> extends Loading {
  data:
    | { pages: readonly { items: readonly Row[]; total?: number | { atLeast: number } | undefined }[] }
    | undefined
  hasNextPage: boolean
  isFetchingNextPage: boolean
  fetchNextPage: () => unknown
}

type Options<Row, By extends string> = DataTableOptions<Row, By> & {
  /** For example "The rules could not be loaded". */
  errorTitle: string
  /** Content of an empty table. */
  empty: ReactNode
}

/** A list that is loaded in one piece: skeleton, error with a retry button, empty state and rows. */
export function QueryTable<Row, By extends string = string>({
  query,
  errorTitle,
  empty,
  above,
  ...table
}: Options<Row, By> & {
  query: Loading & { data: readonly Row[] | undefined }
  /** Content above the rows. Not shown with the empty state. */
  above?: ReactNode
}) {
  const { data } = query
  if (data === undefined && query.error !== null) {
    return (
      <Card>
        <QueryError query={query} title={errorTitle} />
      </Card>
    )
  }
  if (data?.length === 0) return <Card>{empty}</Card>
  return (
    <>
      {above}
      <Card className="overflow-clip">
        <DataTable {...table} rows={data ?? null} />
      </Card>
    </>
  )
}

/**
 * A paged list, like `QueryTable`, with more on demand. Set `rows` to show other rows than the loaded ones.
 */
export function PagedTable<Row, By extends string = string>({
  query,
  errorTitle,
  empty,
  noun,
  rows = query.data?.pages.flatMap((page) => page.items) ?? [],
  ...table
}: Options<Row, By> & {
  query: Paged<Row>
  rows?: readonly Row[]
  /** Singular and plural: "incident", "incidents". */
  noun: readonly [string, string]
}) {
  const pending = query.data === undefined
  if (pending && query.error !== null) {
    return (
      <Card>
        <QueryError query={query} title={errorTitle} />
      </Card>
    )
  }
  if (!pending && rows.length === 0) return <Card>{empty}</Card>
  return (
    <>
      <Card className="overflow-clip">
        <DataTable {...table} rows={pending ? null : rows} />
      </Card>
      {!pending && (
        <LoadMorePages query={query} shown={rows.length} total={query.data?.pages[0]?.total} noun={noun} />
      )}
    </>
  )
}
