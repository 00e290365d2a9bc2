import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'

import { isProblem } from './problem.ts'

/** Where the answer of `GET /api/auth/get-session` lives; everything else is dropped when it becomes null. */
export const SESSION_KEY = ['session'] as const

/** The key of the note that the session of the page has ended, see `session-end.ts`. */
export const SESSION_END_KEY = ['session', 'end'] as const

/** The page's one cache. The socket keeps it fresh, so nothing polls and a focused window asks for nothing. */
export const queryClient = createQueryClient()

/** A request that answers 401 ends the session here; the shell then asks to sign in, over the page. */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (!isProblem(error, 401)) return
    if ((made.getQueryData(SESSION_KEY) ?? null) === null) made.setQueryData(SESSION_KEY, null)
    else made.setQueryData(SESSION_END_KEY, (known: unknown) => known ?? { other: null })
  }
  const made = new QueryClient({
    queryCache: new QueryCache({ onError }),
    mutationCache: new MutationCache({ onError }),
    defaultOptions: {
      queries: {
        staleTime: 5000,
        gcTime: 10 * 60_000,
        refetchOnWindowFocus: false,
        retry: (failures, error) => failures < 2 && isWorthRetrying(error),
      },
      mutations: { retry: false },
    },
  })
  return made
}

/** A refusal stays a refusal; a server that is restarting does not. */
function isWorthRetrying(error: unknown): boolean {
  return !isProblem(error) || error.status === 0 || error.status >= 500
}
