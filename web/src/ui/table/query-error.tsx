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
  compact = false,
}: {
  query: Loading
  title?: string
  /** Further options. */
  more?: ReactNode
  /** It is a small part of a card or dialog. */
  compact?: boolean
}) {
  return (
    <ErrorState
      error={query.error}
      retrying={query.isFetching}
      onRetry={() => void query.refetch()}
      more={more}
      compact={compact}
      {...(title === undefined ? {} : { title })}
    />
  )
}
