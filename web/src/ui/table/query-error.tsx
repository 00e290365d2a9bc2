import type { ReactNode } from 'react'

import { ErrorState } from '../states.tsx'

/** The part of a query that showing its failure needs. */
export interface Loading {
  error: unknown
  isFetching: boolean
  refetch: () => unknown
}

/** A query failed: what happened, and a button that loads it again. */
export function QueryError({
  query,
  title,
  more,
}: {
  query: Loading
  title?: string
  /** What else there is to do. */
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
