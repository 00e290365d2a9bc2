import type { PluginType } from '@flx/shared/plugins/plugin'
import { infiniteQueryOptions, mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { BY_CURSOR, invalidate } from '../core/query-options.ts'

export interface HubFilters {
  type?: PluginType
  search?: string
}

const LIMIT = 60

/** Queries of the catalogue of plugins. */
export const hub = {
  all: ['hub'] as const,
  list: (filters: HubFilters) =>
    infiniteQueryOptions({
      queryKey: [...hub.all, 'list', filters],
      queryFn: (context) =>
        load(context, (options) =>
          api.hub.$get({ query: { ...filters, limit: LIMIT, cursor: context.pageParam } }, options),
        ),
      ...BY_CURSOR,
    }),
  definition: (entry: { type: PluginType; name: string }, variant: string) =>
    queryOptions({
      queryKey: [...hub.all, 'definition', entry.type, entry.name, variant],
      queryFn: (context) => {
        const param = {
          type: entry.type,
          name: encodeURIComponent(entry.name),
          variant: encodeURIComponent(variant),
        }
        return load(context, (options) => api.hub[':type'][':name'][':variant'].$get({ param }, options))
      },
    }),
}

/** Asks the hub again, even if it did not respond a moment ago. */
export const refreshHub = () =>
  mutationOptions({
    mutationFn: (filters: HubFilters) =>
      answer(api.hub.$get({ query: { ...filters, limit: 1, refresh: true } })),
    onSuccess: invalidate(hub.all),
  })
