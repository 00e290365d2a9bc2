import type { SessionUser } from '@flx/shared/access/setup'
import { queryOptions, skipToken, useQuery, type QueryClient } from '@tanstack/react-query'

import { SESSION_END_KEY, SESSION_KEY } from '../core/query-client.ts'

/** That the session of an open page has ended. `other`: who is signed in in this browser now. */
export interface SessionEnd {
  other: SessionUser | null
}

const sessionEnd = () =>
  queryOptions<SessionEnd | null>({
    queryKey: SESSION_END_KEY,
    // Set from outside, never asked for.
    queryFn: skipToken,
    initialData: null,
    gcTime: Infinity,
  })

/** Null while the session lasts. */
export const useSessionEnd = (): SessionEnd | null => useQuery(sessionEnd()).data ?? null

/**
 * The person that the page belongs to, given who is signed in now. A page keeps its person when the session ends, and
 * when another person signs in in this browser: typed input stays, and nothing is saved before the user has answered.
 */
export function personOfPage(queries: QueryClient, now: SessionUser | null): SessionUser | null {
  const before = queries.getQueryData<SessionUser | null>(SESSION_KEY) ?? null
  if (before !== null && now?.id !== before.id) {
    queries.setQueryData(SESSION_END_KEY, { other: now } satisfies SessionEnd)
    return before
  }
  if ((queries.getQueryData(SESSION_END_KEY) ?? null) !== null) resume(queries)
  return now
}

/** Continues with the page as the person who is signed in in this browser now. */
export function goOnAs(queries: QueryClient, person: SessionUser): void {
  queries.setQueryData(SESSION_KEY, person)
  // Cached data that is not shown belonged to the person before.
  queries.removeQueries({ type: 'inactive', predicate: isNotSession })
  resume(queries)
}

/** Forgets the person of the page and what was shown to them: the sign-in page follows. */
export function leavePage(queries: QueryClient): void {
  queries.setQueryData(SESSION_KEY, null)
  queries.setQueryData(SESSION_END_KEY, null)
  queries.removeQueries({ predicate: isNotSession })
}

/** Loads again what is shown: it may be as old as the session's end. */
function resume(queries: QueryClient): void {
  queries.setQueryData(SESSION_END_KEY, null)
  void queries.invalidateQueries({ predicate: isNotSession })
}

const isNotSession = ({ queryKey }: { queryKey: readonly unknown[] }): boolean =>
  queryKey[0] !== SESSION_KEY[0]
