import type { BulkKind } from '@flx/shared/bulk'
import { infiniteQueryOptions, mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'

/** The target of a bulk action: ids, or all that a filter of the list matches. */
export type BulkChoice = { ids: string[] } | { filter: object }

export const bulks = {
  all: ['bulks'] as const,
  /** The progress of a bulk action, and its first failures. Kept up to date by the topic `bulk:ID`. */
  report: (id: string) =>
    queryOptions({
      queryKey: [...bulks.all, 'report', id],
      queryFn: (context) =>
        load(context, (options) => api.bulk[':id'].$get({ param: { id }, query: { limit: 1 } }, options)),
    }),
  itemsOf: (id: string) => ['bulks', 'items', id] as const,
  /** Every item with this outcome, page by page. */
  items: (id: string, outcome: 'failed' | 'changed') =>
    infiniteQueryOptions({
      queryKey: [...bulks.itemsOf(id), outcome],
      queryFn: (context) => {
        const query = { outcome, limit: 100, cursor: context.pageParam } as const
        return load(context, (options) => api.bulk[':id'].$get({ param: { id }, query }, options))
      },
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor,
    }),
}

/** Answers at once; the work continues in the background. */
export const startBulk = () =>
  mutationOptions({
    mutationFn: ({ kind, action, choice }: { kind: BulkKind; action: string; choice: BulkChoice }) => {
      // The bar of a list offers only what can be done to its kind; the server refuses the rest.
      const json = { action, ...choice } as never
      return answer(api[kind].bulk.$post({ json }))
    },
  })

/** No further item is begun; what is done stays done. */
export const cancelBulk = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.bulk[':id'].cancel.$post({ param: { id } })),
  })

/** The opposite of what an ended bulk changed, as another bulk. */
export const undoBulk = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.bulk[':id'].undo.$post({ param: { id } })),
  })
