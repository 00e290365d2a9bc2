import type { StatisticsQuery } from '@flx/shared/operations/statistics'
import { keepPreviousData, queryOptions } from '@tanstack/react-query'

import { api, load } from './core/client.ts'

export const statistics = {
  all: ['statistics'] as const,
  /** The fleet's figures in a window. The previous ones stay on the screen while others load. */
  fleet: (query: Partial<StatisticsQuery>) =>
    queryOptions({
      queryKey: [...statistics.all, query],
      queryFn: (context) => load(context, (options) => api.statistics.$get({ query }, options)),
      placeholderData: keepPreviousData,
    }),
  /** Whether this installation shows made-up history. That does not change while a page is open. */
  sampleHistory: () =>
    queryOptions({
      queryKey: ['samples', 'history'],
      queryFn: (context) => load(context, (options) => api.samples.$get({}, options)),
      staleTime: Infinity,
    }),
}
