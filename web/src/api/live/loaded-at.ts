import type { Query, QueryClient, QueryFunctionContext } from '@tanstack/react-query'

/** Says of an answer up to which event of the log it is certain to hold everything. */
const SEQUENCE_HEADER = 'x-flx-seq'

const known = new WeakMap<Query, { signal: AbortSignal; seq: number }>()

/** The part of a query function's context that noting needs. */
export type LoadContext = Pick<QueryFunctionContext, 'client' | 'queryKey' | 'signal'> & {
  pageParam?: unknown
}

/** Remembers how new the answer of a query is; of one with several pages, how new its oldest page is. */
export function noteSequence({ client, queryKey, signal, pageParam }: LoadContext, headers: Headers): void {
  const query = client.getQueryCache().find({ queryKey, exact: true })
  if (query === undefined) return
  const seq = Number(headers.get(SEQUENCE_HEADER) ?? -1)
  const before = known.get(query)
  // A later page is appended; the first one starts over.
  const isLater = before?.signal === signal || (pageParam !== undefined && pageParam !== '')
  known.set(query, { signal, seq: isLater ? Math.min(before?.seq ?? -1, seq) : seq })
}

/** `seq` of the last event that the data of a query is certain to hold; -1 when that is not known. */
export const sequenceOf = (query: Query): number => known.get(query)?.seq ?? -1

/** After the connection was lost: a server that was restored from a backup counts from an earlier number. */
export function forgetSequences(queries: QueryClient): void {
  for (const query of queries.getQueryCache().getAll()) known.delete(query)
}
