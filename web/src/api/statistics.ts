import type { Statistics, StatisticsQuery } from '@flx/shared/statistics'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'

import { client } from './client.ts'

export const statistics = {
  all: ['statistics'] as const,
  /** Figures of the fleet in a window; the last ones stay on the screen while others load. */
  fleet: (query: Partial<StatisticsQuery>) =>
    queryOptions({
      queryKey: [...statistics.all, query],
      queryFn: ({ signal }) => client.get<Statistics>('/statistics', { query, signal }),
      placeholderData: keepPreviousData,
    }),
  /** Whether this installation shows made-up history; that does not change while a page is open. */
  sampleHistory: () =>
    queryOptions({
      queryKey: ['samples', 'history'],
      queryFn: ({ signal }) => client.get<{ sampleHistory: boolean }>('/samples', { signal }),
      staleTime: Infinity,
    }),
}
