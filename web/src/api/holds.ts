import type { Hold, HoldCreateInput } from '@flx/shared/hold'
import { mutationOptions, queryOptions } from '@tanstack/react-query'

import { client } from './client.ts'

export const holds = {
  all: ['holds'] as const,
  /** Those that are in force, the oldest first. */
  list: () =>
    queryOptions({
      queryKey: holds.all,
      queryFn: ({ signal }) => client.get<{ items: Hold[] }>('/holds', { signal }).then(({ items }) => items),
    }),
}

export const createHold = () =>
  mutationOptions({
    mutationFn: (body: HoldCreateInput) => client.post<Hold>('/holds', body),
    onSuccess: (_hold, _body, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: holds.all }),
  })

export const endHold = () =>
  mutationOptions({
    mutationFn: (id: string) => client.delete(`/holds/${id}`),
    onSettled: (_answer, _error, _id, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: holds.all }),
  })
