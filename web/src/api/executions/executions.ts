import type { ExecutionListQuery } from '@flx/shared/executions/execution'
import type { LogLevel, LogPage, LogQuery, LogSource } from '@flx/shared/logs/log'
import { FINISHED_STATUSES, type RetryStart } from '@flx/shared/executions/execution-status'
import type { Priority } from '@flx/shared/executions/priority'
import type { CalendarQuery } from '@flx/shared/executions/execution-calendar'
import { infiniteQueryOptions, mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { BY_CURSOR } from '../core/query-options.ts'

/** Filters and order of the list. The query does its own paging. */
export type ExecutionFilters = Partial<Omit<ExecutionListQuery, 'cursor'>>

/** The text that lines must contain, and the executions whose logs are searched. */
export type LogSearchFilters = Omit<ExecutionFilters, 'sort' | 'limit'> & {
  text: string
  level?: readonly LogLevel[]
}

export const executions = {
  all: ['executions'] as const,
  lists: () => ['executions', 'list'] as const,
  /** Keyset-paged: `data.pages` of `ExecutionList`. */
  list: (filters: ExecutionFilters) =>
    infiniteQueryOptions({
      queryKey: [...executions.lists(), filters],
      queryFn: (context) =>
        load(context, (options) =>
          api.executions.$get({ query: { ...filters, cursor: context.pageParam } }, options),
        ),
      ...BY_CURSOR,
    }),
  /** Years, months and days with their executions. */
  calendar: (query: Partial<CalendarQuery>) =>
    queryOptions({
      queryKey: [...executions.all, 'calendar', query],
      queryFn: (context) => load(context, (options) => api.executions.calendar.$get({ query }, options)),
      staleTime: 30_000,
    }),
  /** The newest ended executions of a pipeline, to choose from. */
  ended: (pipelineId: string) =>
    queryOptions({
      queryKey: [...executions.all, 'ended', pipelineId],
      queryFn: (context) => {
        const query = { pipelineId, status: [...FINISHED_STATUSES], limit: 100 }
        return load(context, (options) => api.executions.$get({ query }, options))
      },
    }),
  comparisonsOf: (id: string) => ['executions', 'comparison', id] as const,
  /** A comparison with another execution. Without `withId`, that is the last success before this one. */
  comparison: (id: string, withId?: string) =>
    queryOptions({
      queryKey: [...executions.comparisonsOf(id), withId ?? null],
      queryFn: (context) => {
        const query = withId === undefined ? {} : { baseline: withId }
        return load(context, (options) =>
          api.executions[':id'].compare.$get({ param: { id }, query }, options),
        )
      },
    }),
  /** Why the newest pending executions wait, by id. */
  waiting: () =>
    queryOptions({
      queryKey: ['executions', 'waiting'],
      queryFn: async (context) => {
        const { items } = await load(context, (options) =>
          api.executions.$get({ query: { status: 'pending', limit: 200 } }, options),
        )
        return new Map(items.map((item) => [item.id, item]))
      },
    }),
  details: () => ['executions', 'detail'] as const,
  detail: (id: string) =>
    queryOptions({
      queryKey: [...executions.details(), id],
      queryFn: (context) =>
        load(context, (options) => api.executions[':id'].$get({ param: { id } }, options)),
    }),
  /** The models, tests and seeds of the execution's transform. */
  transform: (id: string) =>
    queryOptions({
      queryKey: [...executions.all, 'transform', id],
      queryFn: (context) =>
        load(context, (options) => api.executions[':id'].transform.$get({ param: { id } }, options)),
    }),
  /** The warnings and errors of a log. */
  logLevels: (id: string) =>
    queryOptions({
      queryKey: [...executions.all, 'log levels', id],
      queryFn: (context) =>
        load(context, (options) => api.executions[':id'].log.levels.$get({ param: { id } }, options)),
    }),
  /** The first rows of a stream at its destination. Loaded only on request, because the audit log records each view. */
  rows: (id: string, stream: string) =>
    queryOptions({
      queryKey: ['loaded rows', id, stream],
      queryFn: (context) =>
        load(context, (options) =>
          api.executions[':id'].rows.$post({ param: { id }, json: { stream } }, options),
        ),
      staleTime: Infinity,
      gcTime: 0,
      retry: false,
      refetchOnReconnect: false,
    }),
  /**
   * Matching lines of many logs, newest executions first. Each page is a separate search, so no page is
   * reloaded.
   */
  logSearch: (filters: LogSearchFilters) =>
    infiniteQueryOptions({
      queryKey: ['log search', filters],
      queryFn: (context) => {
        const query = { ...filters, level: [...(filters.level ?? [])], cursor: context.pageParam }
        return load(context, (options) => api.executions['log-lines'].$get({ query }, options))
      },
      ...BY_CURSOR,
      staleTime: Infinity,
      retry: false,
      enabled: false,
    }),
  logMatchesOf: (id: string) => ['log matches', id] as const,
  /** Matching lines of a log, from its end backwards. */
  logMatches: (
    id: string,
    {
      search,
      levels,
      sources,
    }: { search: string; levels: readonly LogLevel[]; sources: readonly LogSource[] },
  ) =>
    infiniteQueryOptions({
      queryKey: [...executions.logMatchesOf(id), { search, levels, sources }],
      queryFn: (context) => {
        const { pageParam: before } = context
        const query = { search, level: [...levels], source: [...sources], limit: 300, before }
        return load(context, (options) => api.executions[':id'].log.$get({ param: { id }, query }, options))
      },
      initialPageParam: undefined as number | undefined,
      getNextPageParam: (page) => page.searchedTo ?? undefined,
    }),
}

/** The number of error lines searched for the start of the next error. */
const ERROR_LINES = 200

/**
 * Returns the first line of the next error after a line, or null. Pass 0 for the first error. Consecutive
 * lines are one error.
 */
export async function errorAfter(id: string, line: number): Promise<number | null> {
  const found = await errorLines(id, { after: line })
  const next = found.find(
    (errorLine, index) => errorLine !== (index === 0 ? line : (found[index - 1] ?? 0)) + 1,
  )
  return next ?? null
}

/** Returns the first line of the error before a line, or null. */
export async function errorBefore(id: string, line: number): Promise<number | null> {
  const found = await errorLines(id, { before: line })
  return found.findLast((errorLine, index) => found[index - 1] !== errorLine - 1) ?? null
}

async function errorLines(id: string, bound: { after: number } | { before: number }): Promise<number[]> {
  const query = { level: 'error', limit: ERROR_LINES, ...bound }
  const page = await answer(api.executions[':id'].log.$get({ param: { id }, query }))
  return page.lines.map(({ line }) => line)
}

/**
 * Fetches one page of the log. This is not a query: the log viewer keeps its own window of lines so that
 * memory stays bounded.
 */
export function fetchLogPage(
  id: string,
  query: Partial<Pick<LogQuery, 'after' | 'before' | 'limit'>>,
  signal?: AbortSignal,
): Promise<LogPage> {
  const options = signal === undefined ? {} : { init: { signal } }
  return answer(api.executions[':id'].log.$get({ param: { id }, query }, options))
}

/** Returns the address of the whole log as a text file, for a link with `download`. */
export const logDownloadUrl = (id: string): string => `/api/executions/${id}/log/download`

/** Cancels an execution. `force` kills an execution whose cancel hangs. */
export const cancelExecution = () =>
  mutationOptions({
    mutationFn: ({ id, force = false }: { id: string; force?: boolean }) =>
      answer(api.executions[':id'].cancel.$post({ param: { id }, json: { force } })),
    onSettled: (_execution, _error, { id }, _result, { client: queries }) => refresh(queries, id),
  })

/** Changes the priority of a waiting execution. Answers 409 once it has started. */
export const prioritiseExecution = () =>
  mutationOptions({
    mutationFn: ({ id, priority }: { id: string; priority: Priority }) =>
      answer(api.executions[':id'].priority.$put({ param: { id }, json: { priority } })),
    onSettled: (_execution, _error, { id }, _result, { client: queries }) =>
      Promise.all([
        refresh(queries, id),
        queries.invalidateQueries({ queryKey: executions.waiting().queryKey }),
      ]),
  })

/** Retries an execution. Answers the new execution; the old one is unchanged. */
export const retryExecution = () =>
  mutationOptions({
    mutationFn: ({ id, from = 'start' }: { id: string; from?: RetryStart }) =>
      answer(api.executions[':id'].retry.$post({ param: { id }, json: { from } })),
    onSettled: (_execution, _error, { id }, _result, { client: queries }) => refresh(queries, id),
  })

async function refresh(queries: QueryClient, id: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: executions.detail(id).queryKey }),
    queries.invalidateQueries({ queryKey: executions.lists() }),
    queries.invalidateQueries({ queryKey: ['pipelines', 'list'] }),
  ])
}
