import type { ReactNode } from 'react'

import { ErrorState } from '../states.tsx'

/** The fields of a query needed to show its failure. */
export interface Loading {
  error: unknown
  isFetching: boolean
  refetch: () => unknown
}

/** Shows why a query failed, with a button that reloads it. */
export function QueryError({
  query,
  title,
  more,
}: {
  query: Loading
  title?: string
  /** Further options. */
  more?: ReactNode
}) {
  return (
    <ErrorState
      error={query.error}
      retrying={query.isFetching}
      onRetry={() => void query.refetch()}
      more={more}
      {...(title === undefined ? {} : { title })}
    />
  )
}
