import type { Invitation, LinkRequest, LinkUse } from '@flx/shared/access/password-link'
import type { TokenCreate } from '@flx/shared/access/token'
import type { PasswordChange, UserCreate, UserPatch } from '@flx/shared/access/user'
import { mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { invalidate } from '../core/query-options.ts'
import { SESSION_KEY } from '../core/query-client.ts'

/** Users, the signed-in user's account, and API tokens. */
export const accounts = {
  all: ['accounts'] as const,
  users: () =>
    queryOptions({
      queryKey: [...accounts.all, 'users'],
      queryFn: async (context) => (await load(context, (options) => api.users.$get({}, options))).items,
    }),
  sessions: () =>
    queryOptions({
      queryKey: [...accounts.all, 'sessions'],
      queryFn: async (context) => (await load(context, (options) => api.me.sessions.$get({}, options))).items,
    }),
  tokens: () =>
    queryOptions({
      queryKey: [...accounts.all, 'tokens'],
      queryFn: async (context) => (await load(context, (options) => api.tokens.$get({}, options))).items,
    }),
}

export const createUser = () =>
  mutationOptions({
    mutationFn: (body: UserCreate) => answer(api.users.$post({ json: body })),
    onSuccess: invalidate(accounts.users().queryKey),
  })

/** Adds a user, who gets a link for choosing a password. */
export const inviteUser = () =>
  mutationOptions({
    mutationFn: (body: Invitation) => answer(api.users.invite.$post({ json: body })),
    onSuccess: invalidate(accounts.users().queryKey),
  })

/** Makes a link with which a user sets a new password. */
export const makePasswordLink = () =>
  mutationOptions({
    mutationFn: ({ id, ...json }: LinkRequest & { id: string }) =>
      answer(api.users[':id'].link.$post({ param: { id }, json })),
  })

/** Returns the user that a link is for. The link's secret goes in the body, where no log sees it. */
export const linkedUser = (secret: string) =>
  queryOptions({
    queryKey: ['linked-user', secret],
    queryFn: () => answer(api.auth['check-link'].$post({ json: { secret } })),
    staleTime: Infinity,
  })

export const setPasswordByLink = () =>
  mutationOptions({
    mutationFn: (body: LinkUse) => answer(api.auth['use-link'].$post({ json: body })),
  })

export const updateUser = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: UserPatch }) =>
      answer(api.users[':id'].$patch({ param: { id }, json: body })),
    onSuccess: async (_user, _body, _result, { client: queries }) => {
      await queries.invalidateQueries({ queryKey: accounts.users().queryKey })
      // It might have been the signed-in user.
      await queries.invalidateQueries({ queryKey: SESSION_KEY })
    },
  })

export const renameMyself = () =>
  mutationOptions({
    mutationFn: (name: string) => answer(api.me.$patch({ json: { name } })),
    onSuccess: invalidate(SESSION_KEY),
  })

export const changePassword = () =>
  mutationOptions({
    // Has no answer if there were no tokens to end.
    mutationFn: (body: PasswordChange) => answer(api.me.password.$post({ json: body })),
    onSuccess: async (_answer, _body, _result, { client: queries }) => {
      await queries.invalidateQueries({ queryKey: accounts.sessions().queryKey })
      await queries.invalidateQueries({ queryKey: accounts.tokens().queryKey })
    },
  })

export const endSession = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.me.sessions[':id'].$delete({ param: { id } })),
    onSuccess: invalidate(accounts.sessions().queryKey),
  })

export const createToken = () =>
  mutationOptions({
    mutationFn: (body: TokenCreate) => answer(api.tokens.$post({ json: body })),
    onSuccess: invalidate(accounts.tokens().queryKey),
  })

export const deleteToken = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.tokens[':id'].$delete({ param: { id } })),
    onSuccess: invalidate(accounts.tokens().queryKey),
  })
