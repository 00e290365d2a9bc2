import type { Bulk, BulkItem, BulkKind, BulkReport } from '@flx/shared/bulk'
import { infiniteQueryOptions, mutationOptions, queryOptions } from '@tanstack/react-query'

import { client } from './client.ts'

/** What a bulk action is done to: ids, or all that a filter of the list matches. */
export type BulkChoice = { ids: string[] } | { filter: object }

export const bulks = {
  all: ['bulks'] as const,
  /** How far it is, and its first failures. Kept up to date by the topic `bulk:ID`. */
  report: (id: string) =>
    queryOptions({
      queryKey: [...bulks.all, 'report', id],
      queryFn: ({ signal }) => client.get<BulkReport>(`/bulk/${id}`, { query: { limit: 1 }, signal }),
    }),
  /** Every failure, page by page. */
  failures: (id: string) =>
    infiniteQueryOptions({
      queryKey: [...bulks.all, 'failures', id],
      queryFn: ({ pageParam, signal }) =>
        client.get<{ items: BulkItem[]; nextCursor: string | null }>(`/bulk/${id}`, {
          query: { outcome: 'failed', limit: 100, cursor: pageParam },
          signal,
        }),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor,
    }),
}

/** Answers at once; the work goes on in the background. */
export const startBulk = () =>
  mutationOptions({
    mutationFn: ({ kind, action, choice }: { kind: BulkKind; action: string; choice: BulkChoice }) =>
      client.post<{ bulkId: string }>(`/${kind}/bulk`, { action, ...choice }),
  })

/** No further item is begun; what is done stays done. */
export const cancelBulk = () =>
  mutationOptions({ mutationFn: (id: string) => client.post<Bulk>(`/bulk/${id}/cancel`) })

/** The opposite of what an ended bulk changed, as another bulk. */
export const undoBulk = () =>
  mutationOptions({ mutationFn: (id: string) => client.post<{ bulkId: string }>(`/bulk/${id}/undo`) })
