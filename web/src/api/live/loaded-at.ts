import type { Query, QueryClient, QueryFunctionContext } from '@tanstack/react-query'

/** The header that states up to which event of the log an answer is certain to include everything. */
const SEQUENCE_HEADER = 'x-flx-seq'

const sequences = new WeakMap<Query, { signal: AbortSignal; seq: number }>()

/** The part of a query function's context needed to note the sequence. */
export type LoadContext = Pick<QueryFunctionContext, 'client' | 'queryKey' | 'signal'> & {
  pageParam?: unknown
}

/** Records how recent the answer of a query is: for several pages, how recent the oldest page is. */
export function noteSequence({ client, queryKey, signal, pageParam }: LoadContext, headers: Headers): void {
  const query = client.getQueryCache().find({ queryKey, exact: true })
  if (query === undefined) return
  const seq = Number(headers.get(SEQUENCE_HEADER) ?? -1)
  const previous = sequences.get(query)
  // A later page is appended. The first one starts over.
  const isLater = previous?.signal === signal || (pageParam !== undefined && pageParam !== '')
  sequences.set(query, { signal, seq: isLater ? Math.min(previous?.seq ?? -1, seq) : seq })
}

/** Returns the `seq` of the last event that the data of a query is certain to include, or -1 if unknown. */
export const sequenceOf = (query: Query): number => sequences.get(query)?.seq ?? -1

/**
 * Forgets all sequences after the connection was lost: a server that was restored from a backup counts from
 * an earlier number.
 */
export function forgetSequences(queries: QueryClient): void {
  for (const query of queries.getQueryCache().getAll()) sequences.delete(query)
}
