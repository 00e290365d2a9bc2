import type { ReactNode } from 'react'

import { Loading, Skeleton } from '../states.tsx'
import { tableWords } from '../words.ts'
import { QueryError, type Loading as LoadingQuery } from './query-error.tsx'

/**
 * What a part of a page or dialog shows of a query: a placeholder, why it failed with a button that tries again, or the
 * content.
 */
export function QueryContent<Data>({
  query,
  errorTitle,
  skeleton,
  children,
}: {
  query: LoadingQuery & { data: Data | undefined }
  /** For example "Could not load the streams". */
  errorTitle: string
  /** The placeholder, or a class with its height, about that of the content. */
  skeleton: ReactNode
  children: (data: Data) => ReactNode
}) {
  const { data } = query
  if (data !== undefined) return children(data)
  const placeholder = typeof skeleton === 'string' ? <Skeleton className={`w-full ${skeleton}`} /> : skeleton
  if (query.error === null) return <Loading label={tableWords.loading}>{placeholder}</Loading>
  // As large as the placeholder, so that nothing moves when it is tried again.
  return (
    <div className="grid items-start *:col-start-1 *:row-start-1">
      <div className="invisible">{placeholder}</div>
      <QueryError compact query={query} title={errorTitle} />
    </div>
  )
}
