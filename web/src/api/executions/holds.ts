import type { HoldCreateInput } from '@flx/shared/executions/hold'
import { mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { invalidate } from '../core/query-options.ts'

export const holds = {
  all: ['holds'] as const,
  /** The holds in force, oldest first. */
  list: () =>
    queryOptions({
      queryKey: holds.all,
      queryFn: async (context) => (await load(context, (options) => api.holds.$get({}, options))).items,
    }),
}

export const createHold = () =>
  mutationOptions({
    mutationFn: (body: HoldCreateInput) => answer(api.holds.$post({ json: body })),
    onSuccess: invalidate(holds.all),
  })

export const endHold = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.holds[':id'].$delete({ param: { id } })),
    onSettled: (_answer, _error, _id, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: holds.all }),
  })
