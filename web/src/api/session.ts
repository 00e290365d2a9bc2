import type { Role } from '@flx/shared/role'
import { hasRole } from '@flx/shared/role'
import type { OpenIdState, SessionUser, Setup, SetupState, SignIn } from '@flx/shared/setup'
import { mutationOptions, queryOptions, useQuery, type QueryClient } from '@tanstack/react-query'

import { client } from './client.ts'
import { SESSION_KEY } from './query-client.ts'

/** Who is signed in, and the first set-up. */
export const session = {
  current: () =>
    queryOptions({
      queryKey: SESSION_KEY,
      queryFn: ({ signal }) => client.get<SessionUser | null>('/auth/get-session', { signal }),
      staleTime: 60_000,
    }),
  /** What the button for signing in elsewhere says; null: there is none. */
  openId: () =>
    queryOptions({
      queryKey: ['open-id'],
      queryFn: ({ signal }) => client.get<OpenIdState>('/auth/openid', { signal }),
      staleTime: Infinity,
    }),
  setup: () =>
    queryOptions({
      queryKey: ['setup'],
      queryFn: ({ signal }) => client.get<SetupState>('/setup', { signal }),
      staleTime: 0,
    }),
}

export const signIn = () =>
  mutationOptions({
    mutationFn: (body: SignIn) => client.post<unknown>('/auth/sign-in/email', body),
    onSuccess: async (_answer, _body, _result, { client: queries }) => {
      forgetEverything(queries)
      await queries.query({ ...session.current(), staleTime: 0 })
    },
  })

export const createFirstAdministrator = () =>
  mutationOptions({
    mutationFn: (body: Setup) => client.post<SetupState>('/setup', body),
    onSuccess: (state, _body, _result, { client: queries }) => {
      queries.setQueryData(session.setup().queryKey, state)
    },
  })

export const signOut = () =>
  mutationOptions({
    mutationFn: () => client.post<void>('/auth/sign-out'),
    onSuccess: (_answer, _body, _result, { client: queries }) => {
      queries.setQueryData(SESSION_KEY, null)
      forgetEverything(queries)
    },
  })

/** Whether the signed-in person has at least this role; for buttons that are disabled with a reason. */
export function useRole(needed: Role): { allowed: true } | { allowed: false; reason: string } {
  const { data: user } = useQuery(session.current())
  if (user !== undefined && user !== null && hasRole(user.role, needed)) return { allowed: true }
  return { allowed: false, reason: `This needs the role ${needed}.` }
}

/** What one person saw must not be shown to the next one. */
function forgetEverything(queries: QueryClient): void {
  queries.removeQueries({ predicate: ({ queryKey }) => queryKey[0] !== SESSION_KEY[0] })
}
