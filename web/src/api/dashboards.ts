import type {
  Dashboard,
  DashboardCreateInput,
  DashboardPatch,
  TaggedStatisticsQuery,
} from '@flx/shared/dashboards/dashboard'
import type { StatisticsQuery } from '@flx/shared/operations/statistics'
import { keepPreviousData, mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query'

import { answer, api, load } from './core/client.ts'
import { dashboardsKey } from './dashboards-key.ts'
import { statistics } from './statistics.ts'

export const dashboards = {
  all: dashboardsKey,
  /** The user's own dashboards and the shared ones. */
  list: () =>
    queryOptions({
      queryKey: [...dashboards.all, 'list'],
      queryFn: async (context) => (await load(context, (options) => api.dashboards.$get({}, options))).items,
    }),
  /** Deleted dashboards that can be restored. */
  deleted: () =>
    queryOptions({
      queryKey: [...dashboards.all, 'deleted'],
      queryFn: async (context) =>
        (await load(context, (options) => api.dashboards.deleted.$get({}, options))).items,
    }),
  detail: (id: string) =>
    queryOptions({
      queryKey: [...dashboards.all, 'detail', id],
      queryFn: (context) =>
        load(context, (options) => api.dashboards[':id'].$get({ param: { id } }, options)),
    }),
  /**
   * Statistics of the pipelines with a tag. They are kept with the fleet's figures so that the same events
   * reload them.
   */
  tagged: (
    filters: Pick<TaggedStatisticsQuery, 'tag'> & Partial<StatisticsQuery>,
    { percentiles }: { percentiles: boolean },
  ) => {
    const query = { ...filters, ...(percentiles && { percentiles: 'true' }) }
    return queryOptions({
      queryKey: [...statistics.all, 'tagged', query],
      queryFn: (context) => load(context, (options) => api.statistics.tagged.$get({ query }, options)),
      placeholderData: keepPreviousData,
    })
  },
}

function storeDashboard(queries: QueryClient, dashboard: Dashboard): Promise<void> {
  queries.setQueryData(dashboards.detail(dashboard.id).queryKey, dashboard)
  return invalidateLists(queries)
}

async function invalidateLists(queries: QueryClient): Promise<void> {
  await Promise.all(
    [dashboards.list(), dashboards.deleted()].map(({ queryKey }) => queries.invalidateQueries({ queryKey })),
  )
}

export const createDashboard = () =>
  mutationOptions({
    mutationFn: (body: DashboardCreateInput) => answer(api.dashboards.$post({ json: body })),
    onSuccess: (dashboard, _body, _result, { client: queries }) => storeDashboard(queries, dashboard),
  })

export const updateDashboard = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: DashboardPatch }) =>
      answer(api.dashboards[':id'].$patch({ param: { id }, json: body })),
    onSuccess: (dashboard, _body, _result, { client: queries }) => storeDashboard(queries, dashboard),
  })

/** Restores a deleted dashboard as it was, with its id. */
export const restoreDashboard = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.dashboards[':id'].restore.$post({ param: { id } })),
    onSuccess: (dashboard, _id, _result, { client: queries }) => storeDashboard(queries, dashboard),
  })

export const deleteDashboard = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.dashboards[':id'].$delete({ param: { id } })),
    onSuccess: (_answer, id, _result, { client: queries }) => {
      queries.removeQueries({ queryKey: dashboards.detail(id).queryKey })
      return invalidateLists(queries)
    },
  })
