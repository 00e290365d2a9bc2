import { ErrorState } from '../states.tsx'

/** The part of a query that showing its failure needs. */
export interface Loading {
  error: unknown
  isFetching: boolean
  refetch: () => unknown
}

/** A query failed: what happened, and a button that loads it again. */
export function QueryError({ query, title }: { query: Loading; title?: string }) {
  return (
    <ErrorState
      error={query.error}
      retrying={query.isFetching}
      onRetry={() => void query.refetch()}
      {...(title === undefined ? {} : { title })}
    />
  )
}
