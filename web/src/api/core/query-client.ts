import { MutationCache, QueryCache, QueryClient } from '@tanstack/react-query'

import { isProblem } from './problem.ts'

/**
 * The key under which the answer of `GET /api/auth/get-session` is cached. When it becomes null, everything
 * else is dropped.
 */
export const SESSION_KEY = ['session'] as const

/** The key of the note that the page's session has ended. See `session-end.ts`. */
export const SESSION_END_KEY = ['session', 'end'] as const

/**
 * The page's only cache. The socket keeps it fresh, so nothing polls and focusing the window loads nothing.
 */
export const queryClient = createQueryClient()

/**
 * Creates a query client that ends the session when a request answers 401. The shell then asks the user to
 * sign in, on top of the page.
 */
export function createQueryClient(): QueryClient {
  const onError = (error: unknown) => {
    if (!isProblem(error, 401)) return
    if ((client.getQueryData(SESSION_KEY) ?? null) === null) client.setQueryData(SESSION_KEY, null)
    else client.setQueryData(SESSION_END_KEY, (end: unknown) => end ?? { other: null })
  }
  const client = new QueryClient({
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
  return client
}

/**
 * Reports whether a failed query is worth retrying: a refusal stays a refusal, but a restarting server comes
 * back.
 */
function isWorthRetrying(error: unknown): boolean {
  return !isProblem(error) || error.status === 0 || error.status >= 500
}
