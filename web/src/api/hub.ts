import type { HubDefinition, HubList } from '@flx/shared/hub'
import type { PluginType } from '@flx/shared/plugin'
import { infiniteQueryOptions, mutationOptions, queryOptions } from '@tanstack/react-query'

import { client } from './client.ts'

export interface HubFilters {
  type?: PluginType
  search?: string
}

const LIMIT = 60

/** What can be installed. */
export const hub = {
  all: ['hub'] as const,
  list: (filters: HubFilters) =>
    infiniteQueryOptions({
      queryKey: [...hub.all, 'list', filters],
      queryFn: ({ pageParam, signal }) =>
        client.get<HubList>('/hub', { query: { ...filters, limit: LIMIT, cursor: pageParam }, signal }),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor,
    }),
  definition: (entry: { type: PluginType; name: string }, variant: string) =>
    queryOptions({
      queryKey: [...hub.all, 'definition', entry.type, entry.name, variant],
      queryFn: ({ signal }) => {
        const path = [entry.type, entry.name, variant].map(encodeURIComponent).join('/')
        return client.get<HubDefinition>(`/hub/${path}`, { signal })
      },
    }),
}

/** Asks the hub again, although it did not answer a moment ago. */
export const refreshHub = () =>
  mutationOptions({
    mutationFn: (filters: HubFilters) =>
      client.get<HubList>('/hub', { query: { ...filters, limit: 1, refresh: true } }),
    onSuccess: (_list, _filters, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: hub.all }),
  })
