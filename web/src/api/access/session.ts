import type { Role } from '@flx/shared/access/role'
import { hasRole } from '@flx/shared/access/role'
import type { Setup, SignIn } from '@flx/shared/access/setup'
import { mutationOptions, queryOptions, useQuery } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { SESSION_KEY } from '../core/query-client.ts'
import { leavePage, userOfPage } from './session-end.ts'
import { roleWords } from '../core/words.ts'

/** The signed-in user and the first set-up. */
export const session = {
  current: () =>
    queryOptions({
      queryKey: SESSION_KEY,
      queryFn: async (context) =>
        userOfPage(
          context.client,
          await load(context, (options) => api.auth['get-session'].$get({}, options)),
        ),
      staleTime: 60_000,
    }),
  /** The label of the single sign-on button, or null if single sign-on is not set up. */
  openId: () =>
    queryOptions({
      queryKey: ['open-id'],
      queryFn: (context) => load(context, (options) => api.auth.openid.$get({}, options)),
      staleTime: Infinity,
    }),
  setup: () =>
    queryOptions({
      queryKey: ['setup'],
      queryFn: (context) => load(context, (options) => api.setup.$get({}, options)),
      staleTime: 0,
    }),
}

export const signIn = () =>
  mutationOptions({
    mutationFn: (body: SignIn) => answer(api.auth['sign-in'].email.$post({ json: body })),
    onSuccess: async (_answer, _body, _result, { client: queries }) => {
      leavePage(queries)
      await queries.query({ ...session.current(), staleTime: 0 })
    },
  })

/** Signs in on a page whose session has ended. What is on the page stays. */
export const signInAgain = () =>
  mutationOptions({
    mutationFn: (body: SignIn) => answer(api.auth['sign-in'].email.$post({ json: body })),
    onSuccess: async (_answer, _body, _result, { client: queries }) => {
      await queries.query({ ...session.current(), staleTime: 0 })
    },
  })

export const createFirstAdministrator = () =>
  mutationOptions({
    mutationFn: (body: Setup) => answer(api.setup.$post({ json: body })),
    onSuccess: (state, _body, _result, { client: queries }) => {
      queries.setQueryData(session.setup().queryKey, state)
    },
  })

export const signOut = () =>
  mutationOptions({
    mutationFn: () => answer(api.auth['sign-out'].$post()),
    onSuccess: (_answer, _body, _result, { client: queries }) => {
      leavePage(queries)
    },
  })

/**
 * Reports whether the signed-in user has at least this role, or why not: the reason shown on disabled
 * buttons.
 */
export function useRole(needed: Role): { allowed: true } | { allowed: false; reason: string } {
  const { data: user } = useQuery(session.current())
  if (user !== undefined && user !== null && hasRole(user.role, needed)) return { allowed: true }
  return { allowed: false, reason: roleWords.needed(needed) }
}
