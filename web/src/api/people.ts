import type { Invitation, Invited, LinkedPerson, PasswordLink } from '@flx/shared/password-link'
import type { ApiToken, CreatedToken, TokenCreate } from '@flx/shared/token'
import type { SessionInfo, User, UserCreate, UserPatch } from '@flx/shared/user'
import { mutationOptions, queryOptions } from '@tanstack/react-query'

import { client } from './client.ts'
import { SESSION_KEY } from './query-client.ts'

/** People, the own account and API tokens. */
export const people = {
  all: ['people'] as const,
  users: () =>
    queryOptions({
      queryKey: [...people.all, 'users'],
      queryFn: async ({ signal }) => (await client.get<{ items: User[] }>('/users', { signal })).items,
    }),
  sessions: () =>
    queryOptions({
      queryKey: [...people.all, 'sessions'],
      queryFn: async ({ signal }) =>
        (await client.get<{ items: SessionInfo[] }>('/me/sessions', { signal })).items,
    }),
  tokens: () =>
    queryOptions({
      queryKey: [...people.all, 'tokens'],
      queryFn: async ({ signal }) => (await client.get<{ items: ApiToken[] }>('/tokens', { signal })).items,
    }),
}

export const createUser = () =>
  mutationOptions({
    mutationFn: (body: UserCreate) => client.post<User>('/users', body),
    onSuccess: (_user, _body, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: people.users().queryKey }),
  })

/** Adds a person, who gets a link to choose a password. */
export const inviteUser = () =>
  mutationOptions({
    mutationFn: (body: Invitation) => client.post<Invited>('/users/invite', body),
    onSuccess: (_invited, _body, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: people.users().queryKey }),
  })

/** A link by which a person sets a new password. */
export const makePasswordLink = () =>
  mutationOptions({ mutationFn: (id: string) => client.post<PasswordLink>(`/users/${id}/link`) })

/** For whom a link is. Its secret goes in the body, where no log sees it. */
export const linkedPerson = (secret: string) =>
  queryOptions({
    queryKey: ['linked-person', secret],
    queryFn: () => client.post<LinkedPerson>('/auth/check-link', { secret }),
    staleTime: Infinity,
  })

export const setPasswordByLink = () =>
  mutationOptions({
    mutationFn: (body: { secret: string; password: string }) =>
      client.post<LinkedPerson>('/auth/use-link', body),
  })

export const updateUser = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: UserPatch }) => client.patch<User>(`/users/${id}`, body),
    onSuccess: async (_user, _body, _result, { client: queries }) => {
      await queries.invalidateQueries({ queryKey: people.users().queryKey })
      // It may have been oneself.
      await queries.invalidateQueries({ queryKey: SESSION_KEY })
    },
  })

export const renameMyself = () =>
  mutationOptions({
    mutationFn: (name: string) => client.patch<User>('/me', { name }),
    onSuccess: (_user, _name, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: SESSION_KEY }),
  })

export const changePassword = () =>
  mutationOptions({
    mutationFn: (body: { currentPassword: string; newPassword: string }) =>
      client.post<void>('/me/password', body),
    onSuccess: (_answer, _body, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: people.sessions().queryKey }),
  })

export const endSession = () =>
  mutationOptions({
    mutationFn: (id: string) => client.delete(`/me/sessions/${id}`),
    onSuccess: (_answer, _id, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: people.sessions().queryKey }),
  })

export const createToken = () =>
  mutationOptions({
    mutationFn: (body: TokenCreate) => client.post<CreatedToken>('/tokens', body),
    onSuccess: (_token, _body, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: people.tokens().queryKey }),
  })

export const deleteToken = () =>
  mutationOptions({
    mutationFn: (id: string) => client.delete(`/tokens/${id}`),
    onSuccess: (_answer, _id, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: people.tokens().queryKey }),
  })
