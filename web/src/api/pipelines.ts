import type { ExecuteOptions, ExecutionSummary } from '@flx/shared/execution'
import type { List } from '@flx/shared/list'
import type {
  Pipeline,
  PipelineCreateInput,
  PipelineListQuery,
  PipelinePatch,
  PipelineFigures,
  PipelineStreams,
  PipelineSummary,
  TimelineItem,
} from '@flx/shared/pipeline'
import type { StatisticsQuery } from '@flx/shared/statistics'
import type { StateVersion } from '@flx/shared/state'
import {
  infiniteQueryOptions,
  keepPreviousData,
  mutationOptions,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query'

import { client } from './client.ts'
import { executions } from './executions.ts'

/** Filters and order of the list; paging is the query's own business. */
export type PipelineFilters = Partial<Omit<PipelineListQuery, 'cursor'>>

export const pipelines = {
  all: ['pipelines'] as const,
  lists: () => ['pipelines', 'list'] as const,
  /** Keyset-paged; `data.pages` of `List<PipelineSummary>`. */
  list: (filters: PipelineFilters) =>
    infiniteQueryOptions({
      queryKey: [...pipelines.lists(), filters],
      queryFn: ({ pageParam, signal }) =>
        client.get<List<PipelineSummary>>('/pipelines', {
          query: { ...filters, cursor: pageParam },
          signal,
        }),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor,
    }),
  /** Every tag that a pipeline has, for the filter. */
  tags: () =>
    queryOptions({
      queryKey: ['pipelines', 'tags'],
      queryFn: ({ signal }) =>
        client.get<{ items: string[] }>('/pipelines/tags', { signal }).then(({ items }) => items),
    }),
  details: () => ['pipelines', 'detail'] as const,
  detail: (id: string) =>
    queryOptions({
      queryKey: [...pipelines.details(), id],
      queryFn: ({ signal }) => client.get<Pipeline>(`/pipelines/${id}`, { signal }),
    }),
  /** Without a window the charts have the last 30 days; the figures are always of all time. */
  statistics: (id: string, window: Partial<StatisticsQuery> = {}) =>
    queryOptions({
      queryKey: ['pipelines', 'statistics', id, ...(Object.keys(window).length === 0 ? [] : [window])],
      queryFn: ({ signal }) =>
        client.get<PipelineFigures>(`/pipelines/${id}/statistics`, { query: window, signal }),
      placeholderData: keepPreviousData,
    }),
  /** What happened to it; keyset-paged. */
  timeline: (id: string) =>
    infiniteQueryOptions({
      queryKey: ['pipelines', 'timeline', id],
      queryFn: ({ pageParam, signal }) =>
        client.get<List<TimelineItem>>(`/pipelines/${id}/timeline`, {
          query: { cursor: pageParam, limit: 30 },
          signal,
        }),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor,
    }),
  /** What the extractor offers, as far as that is known. */
  streams: (id: string) =>
    queryOptions({
      queryKey: ['pipelines', 'streams', id],
      queryFn: ({ signal }) => client.get<PipelineStreams>(`/pipelines/${id}/streams`, { signal }),
    }),
  state: (id: string) =>
    queryOptions({
      queryKey: ['pipelines', 'state', id],
      queryFn: ({ signal }) => client.get<StateVersion | null>(`/pipelines/${id}/state`, { signal }),
    }),
  stateVersions: (id: string) =>
    queryOptions({
      queryKey: ['pipelines', 'state', id, 'versions'],
      queryFn: ({ signal }) => client.get<List<StateVersion>>(`/pipelines/${id}/state/versions`, { signal }),
    }),
}

export const createPipeline = () =>
  mutationOptions({
    mutationFn: (body: PipelineCreateInput) => client.post<Pipeline>('/pipelines', body),
    onSuccess: (pipeline, _body, _result, { client: queries }) => adopt(queries, pipeline),
  })

/** `body.version` is the version that was edited; a stale one is a 409 whose problem carries `current`. */
export const updatePipeline = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: PipelinePatch }) =>
      client.patch<Pipeline>(`/pipelines/${id}`, body),
    onSuccess: (pipeline, _body, _result, { client: queries }) => adopt(queries, pipeline),
  })

export const archivePipeline = () =>
  mutationOptions({
    mutationFn: (id: string) => client.delete(`/pipelines/${id}`),
    onSuccess: async (_answer, id, _result, { client: queries }) => {
      // Its page is still shown and is about to be left: asking for it again would only answer 404.
      await queries.invalidateQueries({ queryKey: pipelines.detail(id).queryKey, refetchType: 'none' })
      await queries.invalidateQueries({ queryKey: pipelines.lists() })
    },
  })

export const restorePipeline = () =>
  mutationOptions({
    mutationFn: (id: string) => client.post<Pipeline>(`/pipelines/${id}/restore`),
    onSuccess: (pipeline, _id, _result, { client: queries }) => adopt(queries, pipeline),
  })

/** 409 while one is unfinished; the problem then names it in `executionId`. */
export const executePipeline = () =>
  mutationOptions({
    mutationFn: ({ id, ...options }: { id: string } & ExecuteOptions) =>
      client.post<ExecutionSummary>(`/pipelines/${id}/execute`, options),
    onSettled: (_execution, _error, { id }, _result, { client: queries }) => refreshExecutions(queries, id),
  })

/** Asks the extractor now what it offers. */
export const discoverStreams = () =>
  mutationOptions({
    mutationFn: (id: string) => client.post<PipelineStreams>(`/pipelines/${id}/discover`),
    onSuccess: (streams, id, _result, { client: queries }) =>
      queries.setQueryData(pipelines.streams(id).queryKey, streams),
  })

export const cancelPipeline = () =>
  mutationOptions({
    mutationFn: (id: string) => client.post<{ items: ExecutionSummary[] }>(`/pipelines/${id}/cancel`),
    onSettled: (_answer, _error, id, _result, { client: queries }) => refreshExecutions(queries, id),
  })

/** Adds the sample pipelines that are not there yet. */
export const addSamples = () =>
  mutationOptions({
    mutationFn: () => client.post<{ items: PipelineSummary[]; added: number }>('/samples'),
    onSuccess: async (_answer, _body, _result, { client: queries }) => {
      await Promise.all([
        queries.invalidateQueries({ queryKey: pipelines.lists() }),
        queries.invalidateQueries({ queryKey: ['plugins'] }),
      ])
    },
  })

async function adopt(queries: QueryClient, pipeline: Pipeline): Promise<void> {
  queries.setQueryData(pipelines.detail(pipeline.id).queryKey, pipeline)
  await Promise.all([
    queries.invalidateQueries({ queryKey: pipelines.lists() }),
    queries.invalidateQueries({ queryKey: ['plugins'] }),
  ])
}

async function refreshExecutions(queries: QueryClient, pipelineId: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: executions.lists() }),
    queries.invalidateQueries({ queryKey: pipelines.lists() }),
    queries.invalidateQueries({ queryKey: pipelines.detail(pipelineId).queryKey }),
  ])
}
