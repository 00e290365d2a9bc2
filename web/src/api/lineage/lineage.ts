import type { DatasetListQuery } from '@flx/shared/lineage/lineage'
import type { Direction } from '@flx/shared/lineage/lineage-reach'
import { infiniteQueryOptions, queryOptions } from '@tanstack/react-query'

import { api, load } from '../core/client.ts'
import { BY_CURSOR } from '../core/query-options.ts'

const PAGE = 50

/** The dataset or pipeline whose lineage is shown. */
export interface LineageOf {
  kind: 'dataset' | 'pipeline'
  id: string
}

/** The number of hops in each direction, and the moment. No moment means now. */
export interface NeighbourhoodQuery {
  upstream: number
  downstream: number
  execution?: string | undefined
  at?: string | undefined
}

export const lineage = {
  all: ['lineage'] as const,
  /** Queries that show pipelines. */
  nodes: () => [...lineage.all, 'nodes'] as const,
  datasets: (filters: Pick<DatasetListQuery, 'search' | 'kind' | 'source' | 'tag'>) =>
    infiniteQueryOptions({
      queryKey: [...lineage.all, 'datasets', filters],
      queryFn: (context) =>
        load(context, (options) =>
          api.lineage.datasets.$get(
            { query: { ...filters, cursor: context.pageParam, limit: PAGE } },
            options,
          ),
        ),
      ...BY_CURSOR,
    }),
  sources: () =>
    queryOptions({
      queryKey: [...lineage.all, 'sources'],
      queryFn: async (context) =>
        (await load(context, (options) => api.lineage.sources.$get({}, options))).items,
    }),
  dataset: (id: string) =>
    queryOptions({
      queryKey: [...lineage.all, 'dataset', id],
      queryFn: (context) =>
        load(context, (options) => api.lineage.datasets[':id'].$get({ param: { id } }, options)),
    }),
  around: ({ kind, id }: LineageOf, query: NeighbourhoodQuery) =>
    queryOptions({
      queryKey: [...lineage.nodes(), 'around', kind, id, query],
      queryFn: (context) =>
        load(context, (options) => {
          const routes = kind === 'dataset' ? api.lineage.datasets : api.lineage.pipelines
          return routes[':id'].neighbourhood.$get({ param: { id }, query }, options)
        }),
    }),
  reach: ({ kind, id }: LineageOf, direction: Direction) =>
    queryOptions({
      queryKey: [...lineage.nodes(), 'reach', kind, id, direction],
      queryFn: (context) =>
        load(context, (options) => {
          const routes = kind === 'dataset' ? api.lineage.datasets : api.lineage.pipelines
          return routes[':id'].reach.$get({ param: { id }, query: { direction } }, options)
        }),
    }),
  column: (id: string, column: string, moment: Pick<NeighbourhoodQuery, 'execution' | 'at'>) =>
    queryOptions({
      queryKey: [...lineage.all, 'column', id, column, moment],
      queryFn: (context) =>
        load(context, (options) =>
          api.lineage.datasets[':id'].column.$get({ param: { id }, query: { column, ...moment } }, options),
        ),
    }),
}
