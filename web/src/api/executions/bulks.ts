import type { BulkKind } from '@flx/shared/bulk'
import { infiniteQueryOptions, mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { BY_CURSOR } from '../core/query-options.ts'

/** The target of a bulk action: ids, or everything that a filter of the list matches. */
export type BulkChoice = { ids: string[] } | { filter: object }

export const bulks = {
  all: ['bulks'] as const,
  /** The progress of a bulk action and its first failures. The topic `bulk:ID` keeps it up to date. */
  report: (id: string) =>
    queryOptions({
      queryKey: [...bulks.all, 'report', id],
      queryFn: (context) =>
        load(context, (options) => api.bulk[':id'].$get({ param: { id }, query: { limit: 1 } }, options)),
    }),
  itemsOf: (id: string) => ['bulks', 'items', id] as const,
  /** All items with this outcome, paged. */
  items: (id: string, outcome: 'failed' | 'changed') =>
    infiniteQueryOptions({
      queryKey: [...bulks.itemsOf(id), outcome],
      queryFn: (context) => {
        const query = { outcome, limit: 100, cursor: context.pageParam } as const
        return load(context, (options) => api.bulk[':id'].$get({ param: { id }, query }, options))
      },
      ...BY_CURSOR,
    }),
}

/** Starts a bulk action. Answers at once, and the work continues in the background. */
export const startBulk = () =>
  mutationOptions({
    mutationFn: ({ kind, action, choice }: { kind: BulkKind; action: string; choice: BulkChoice }) => {
      // A list offers only the actions its kind supports. The server refuses the rest.
      const json = { action, ...choice } as never
      return answer(api[kind].bulk.$post({ json }))
    },
  })

/** Cancels a bulk action: no further item is started, and finished items stay as they are. */
export const cancelBulk = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.bulk[':id'].cancel.$post({ param: { id } })),
  })

/** Reverses the changes of a finished bulk action with another bulk action. */
export const undoBulk = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.bulk[':id'].undo.$post({ param: { id } })),
  })
