import type { ExecuteRequest } from '@flx/shared/executions/execution'
import type { FlowListQuery } from '@flx/shared/pipelines/flows'
import type { Pipeline } from '@flx/shared/pipelines/pipeline'
import type { PipelineCreateInput, PipelinePatch } from '@flx/shared/pipelines/pipeline-body'
import type { PipelineListQuery } from '@flx/shared/pipelines/pipeline-list'
import type { StatisticsQuery } from '@flx/shared/operations/statistics'
import {
  infiniteQueryOptions,
  keepPreviousData,
  mutationOptions,
  queryOptions,
  type QueryClient,
} from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { BY_CURSOR, invalidate } from '../core/query-options.ts'
import { executions } from '../executions/executions.ts'

/** Filters and order of the list. The query does its own paging. */
export type PipelineFilters = Partial<Omit<PipelineListQuery, 'cursor'>>

export const pipelines = {
  all: ['pipelines'] as const,
  lists: () => ['pipelines', 'list'] as const,
  /** Keyset-paged: `data.pages` of `List<PipelineSummary>`. */
  list: (filters: PipelineFilters) =>
    infiniteQueryOptions({
      queryKey: [...pipelines.lists(), filters],
      queryFn: (context) =>
        load(context, (options) =>
          api.pipelines.$get({ query: { ...filters, cursor: context.pageParam } }, options),
        ),
      ...BY_CURSOR,
    }),
  /** All tags of pipelines, for the filter. */
  tags: () =>
    queryOptions({
      queryKey: ['pipelines', 'tags'],
      queryFn: async (context) =>
        (await load(context, (options) => api.pipelines.tags.$get({}, options))).items,
    }),
  /** All owners of pipelines. */
  owners: () =>
    queryOptions({
      queryKey: ['pipelines', 'owners'],
      queryFn: async (context) =>
        (await load(context, (options) => api.pipelines.owners.$get({}, options))).items,
    }),
  /** The freshness of all pipelines' data. It also changes as time passes, so its users reload it. */
  freshness: () =>
    queryOptions({
      queryKey: ['pipelines', 'freshness'],
      queryFn: (context) => load(context, (options) => api.pipelines.freshness.$get({}, options)),
    }),
  /** The pipelines of an extractor by name, for a choice. At most one page. */
  ofExtractor: (extractor: string) =>
    queryOptions({
      queryKey: ['pipelines', 'list', 'of extractor', extractor],
      queryFn: (context) =>
        load(context, (options) =>
          api.pipelines.$get({ query: { extractor, sort: 'name', limit: 200 } }, options),
        ),
    }),
  flows: () => ['pipelines', 'flows'] as const,
  flowLists: () => ['pipelines', 'flows', 'list'] as const,
  /** Chains of pipelines that start one after another, keyset-paged. */
  flowList: (filters: Partial<Omit<FlowListQuery, 'cursor'>>) =>
    infiniteQueryOptions({
      queryKey: [...pipelines.flowLists(), filters],
      queryFn: (context) =>
        load(context, (options) =>
          api.pipelines.flows.$get({ query: { ...filters, cursor: context.pageParam } }, options),
        ),
      ...BY_CURSOR,
    }),
  flowDetails: () => ['pipelines', 'flows', 'detail'] as const,
  /** The chain that a pipeline belongs to. */
  flow: (id: string) =>
    queryOptions({
      queryKey: [...pipelines.flowDetails(), id],
      queryFn: (context) =>
        load(context, (options) => api.pipelines[':id'].flow.$get({ param: { id } }, options)),
    }),
  details: () => ['pipelines', 'detail'] as const,
  detail: (id: string) =>
    queryOptions({
      queryKey: [...pipelines.details(), id],
      queryFn: (context) => load(context, (options) => api.pipelines[':id'].$get({ param: { id } }, options)),
    }),
  /** Without a window, charts cover the last 30 days. The figures always cover all time. */
  statistics: (id: string, window: Partial<StatisticsQuery> = {}) =>
    queryOptions({
      queryKey: ['pipelines', 'statistics', id, ...(Object.keys(window).length === 0 ? [] : [window])],
      queryFn: (context) =>
        load(context, (options) =>
          api.pipelines[':id'].statistics.$get({ param: { id }, query: window }, options),
        ),
      placeholderData: keepPreviousData,
    }),
  /** The status of its objectives. */
  objectives: (id: string) =>
    queryOptions({
      queryKey: ['pipelines', 'objectives', id],
      queryFn: (context) =>
        load(context, (options) => api.pipelines[':id'].objectives.$get({ param: { id } }, options)),
    }),
  /** The usual range for each of the last executions. */
  usual: (id: string) =>
    queryOptions({
      queryKey: ['pipelines', 'usual', id],
      queryFn: (context) =>
        load(context, (options) =>
          api.pipelines[':id']['usual-ranges'].$get({ param: { id }, query: {} }, options),
        ),
      placeholderData: keepPreviousData,
    }),
  /** The load of its processes in the last executions. */
  effort: (id: string) =>
    queryOptions({
      queryKey: ['pipelines', 'effort', id],
      queryFn: (context) =>
        load(context, (options) => api.pipelines[':id'].effort.$get({ param: { id }, query: {} }, options)),
    }),
  /** Its history, keyset-paged. */
  timeline: (id: string) =>
    infiniteQueryOptions({
      queryKey: ['pipelines', 'timeline', id],
      queryFn: (context) => {
        const query = { cursor: context.pageParam, limit: 30 }
        return load(context, (options) =>
          api.pipelines[':id'].timeline.$get({ param: { id }, query }, options),
        )
      },
      ...BY_CURSOR,
    }),
  /** The known streams of the extractor. */
  streams: (id: string) =>
    queryOptions({
      queryKey: ['pipelines', 'streams', id],
      queryFn: (context) =>
        load(context, (options) => api.pipelines[':id'].streams.$get({ param: { id } }, options)),
    }),
}

export const createPipeline = () =>
  mutationOptions({
    mutationFn: (body: PipelineCreateInput) => answer(api.pipelines.$post({ json: body })),
    onSuccess: (pipeline, _body, _result, { client: queries }) => adopt(queries, pipeline),
  })

/**
 * Updates a pipeline. `body.version` is the edited version. A stale one answers 409, and the problem carries
 * `current`.
 */
export const updatePipeline = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: PipelinePatch }) =>
      answer(api.pipelines[':id'].$patch({ param: { id }, json: body })),
    onSuccess: (pipeline, _body, _result, { client: queries }) => adopt(queries, pipeline),
  })

export const archivePipeline = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.pipelines[':id'].$delete({ param: { id } })),
    onSuccess: async (_answer, id, _result, { client: queries }) => {
      // The pipeline's page is still shown and about to be left: reloading it would only answer 404.
      await queries.invalidateQueries({ queryKey: pipelines.detail(id).queryKey, refetchType: 'none' })
      await queries.invalidateQueries({ queryKey: pipelines.lists() })
    },
  })

export const restorePipeline = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.pipelines[':id'].restore.$post({ param: { id } })),
    onSuccess: (pipeline, _id, _result, { client: queries }) => adopt(queries, pipeline),
  })

/**
 * Executes a pipeline. Answers 409 while an execution is unfinished, and the problem names it in
 * `executionId`.
 */
export const executePipeline = () =>
  mutationOptions({
    mutationFn: ({ id, ...options }: { id: string } & ExecuteRequest) =>
      answer(api.pipelines[':id'].execute.$post({ param: { id }, json: options })),
    onSettled: (_execution, _error, { id }, _result, { client: queries }) => refreshExecutions(queries, id),
  })

/** Asks the extractor for its streams now. */
export const discoverStreams = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.pipelines[':id'].discover.$post({ param: { id } })),
    onSuccess: (streams, id, _result, { client: queries }) =>
      queries.setQueryData(pipelines.streams(id).queryKey, streams),
  })

export const cancelPipeline = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.pipelines[':id'].cancel.$post({ param: { id } })),
    onSettled: (_answer, _error, id, _result, { client: queries }) => refreshExecutions(queries, id),
  })

/** Adds the missing sample pipelines. */
export const addSamples = () =>
  mutationOptions({
    mutationFn: () => answer(api.samples.$post()),
    onSuccess: invalidate(pipelines.lists(), ['plugins']),
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
