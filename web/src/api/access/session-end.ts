import type { SessionUser } from '@flx/shared/access/setup'
import { queryOptions, skipToken, useQuery, type QueryClient } from '@tanstack/react-query'

import { SESSION_END_KEY, SESSION_KEY } from '../core/query-client.ts'

/** Marks that the session of an open page has ended. `other` is the user now signed in in this browser. */
export interface SessionEnd {
  other: SessionUser | null
}

const sessionEnd = () =>
  queryOptions<SessionEnd | null>({
    queryKey: SESSION_END_KEY,
    // Only ever set, never fetched.
    queryFn: skipToken,
    initialData: null,
    gcTime: Infinity,
  })

/** Returns null while the session lasts. */
export const useSessionEnd = (): SessionEnd | null => useQuery(sessionEnd()).data ?? null

/**
 * Returns the user that the page belongs to, given the user who is signed in now. A page keeps its user when
 * the session ends and when a different user signs in in this browser, so typed input stays and nothing is
 * saved before the user has answered.
 */
export function userOfPage(queries: QueryClient, signedIn: SessionUser | null): SessionUser | null {
  const pageUser = queries.getQueryData<SessionUser | null>(SESSION_KEY) ?? null
  if (pageUser !== null && signedIn?.id !== pageUser.id) {
    queries.setQueryData(SESSION_END_KEY, { other: signedIn } satisfies SessionEnd)
    return pageUser
  }
  if ((queries.getQueryData(SESSION_END_KEY) ?? null) !== null) resume(queries)
  return signedIn
}

/** Continues the page as the user who is now signed in in this browser. */
export function continueAs(queries: QueryClient, user: SessionUser): void {
  queries.setQueryData(SESSION_KEY, user)
  // Cached data that is not shown belonged to the previous user.
  queries.removeQueries({ type: 'inactive', predicate: isNotSession })
  resume(queries)
}

/** Forgets the user of the page and all data shown to them. The sign-in page follows. */
export function leavePage(queries: QueryClient): void {
  queries.setQueryData(SESSION_KEY, null)
  queries.setQueryData(SESSION_END_KEY, null)
  queries.removeQueries({ predicate: isNotSession })
}

/** Reloads what is shown, which can be as old as the end of the session. */
function resume(queries: QueryClient): void {
  queries.setQueryData(SESSION_END_KEY, null)
  void queries.invalidateQueries({ predicate: isNotSession })
}

const isNotSession = ({ queryKey }: { queryKey: readonly unknown[] }): boolean =>
  queryKey[0] !== SESSION_KEY[0]
