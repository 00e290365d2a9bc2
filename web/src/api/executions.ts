import type {
  Execution,
  ExecutionList,
  ExecutionListQuery,
  ExecutionSummary,
  LogLevel,
  LogPage,
  LogQuery,
  LogSource,
} from '@flx/shared/execution'
import type { CalendarQuery, ExecutionCalendar } from '@flx/shared/execution-calendar'
import type { ExecutionComparison } from '@flx/shared/execution-comparison'
import { infiniteQueryOptions, mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query'

import { client } from './client.ts'

/** Filters and order of the list; paging is the query's own business. */
export type ExecutionFilters = Partial<Omit<ExecutionListQuery, 'cursor'>>

export const executions = {
  all: ['executions'] as const,
  lists: () => ['executions', 'list'] as const,
  /** Keyset-paged; `data.pages` of `ExecutionList`. */
  list: (filters: ExecutionFilters) =>
    infiniteQueryOptions({
      queryKey: [...executions.lists(), filters],
      queryFn: ({ pageParam, signal }) =>
        client.get<ExecutionList>('/executions', {
          query: { ...filters, cursor: pageParam },
          signal,
        }),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor,
    }),
  /** Years, months and days with their executions. */
  calendar: (query: Partial<CalendarQuery>) =>
    queryOptions({
      queryKey: [...executions.all, 'calendar', query],
      queryFn: ({ signal }) => client.get<ExecutionCalendar>('/executions/calendar', { query, signal }),
      staleTime: 30_000,
    }),
  /** Beside another execution; the last success before it unless one is named. */
  comparison: (id: string, withId?: string) =>
    queryOptions({
      queryKey: [...executions.all, 'comparison', id, withId ?? null],
      queryFn: ({ signal }) =>
        client.get<ExecutionComparison>(`/executions/${id}/compare`, { query: { with: withId }, signal }),
    }),
  /** What pending executions wait for, by id; of the newest ones. */
  waiting: () =>
    queryOptions({
      queryKey: ['executions', 'waiting'],
      queryFn: async ({ signal }) => {
        const { items } = await client.get<ExecutionList>('/executions', {
          query: { status: 'pending', limit: 200 },
          signal,
        })
        return new Map(items.map((item) => [item.id, item]))
      },
    }),
  details: () => ['executions', 'detail'] as const,
  detail: (id: string) =>
    queryOptions({
      queryKey: [...executions.details(), id],
      queryFn: ({ signal }) => client.get<Execution>(`/executions/${id}`, { signal }),
    }),
  /** Lines of a log that match, from its end backwards. */
  logMatches: (
    id: string,
    {
      search,
      levels,
      sources,
    }: { search: string; levels: readonly LogLevel[]; sources: readonly LogSource[] },
  ) =>
    infiniteQueryOptions({
      queryKey: ['log matches', id, { search, levels, sources }],
      queryFn: ({ pageParam, signal }) =>
        client.get<LogPage>(`/executions/${id}/log`, {
          query: { search, level: levels, source: sources, limit: 300, before: pageParam },
          signal,
        }),
      initialPageParam: undefined as number | undefined,
      getNextPageParam: (page) => page.searchedTo ?? undefined,
    }),
}

/** The first line that is an error, null when there is none. */
export async function firstErrorLine(id: string): Promise<number | null> {
  const page = await client.get<LogPage>(`/executions/${id}/log`, {
    query: { level: 'error', after: 0, limit: 1 },
  })
  return page.lines[0]?.line ?? null
}

/** One page of the log. Not a query: the log viewer keeps its own window of lines, so that memory stays bounded. */
export function fetchLogPage(
  id: string,
  query: Partial<Pick<LogQuery, 'after' | 'before' | 'limit'>>,
  signal?: AbortSignal,
): Promise<LogPage> {
  return client.get<LogPage>(`/executions/${id}/log`, { query, ...(signal === undefined ? {} : { signal }) })
}

/** Address of the whole log as a text file, for a link with `download`. */
export const logDownloadUrl = (id: string): string => `/api/executions/${id}/log/download`

/** Cancels; with `force` kills one whose cancel hangs. */
export const cancelExecution = () =>
  mutationOptions({
    mutationFn: ({ id, force = false }: { id: string; force?: boolean }) =>
      client.post<ExecutionSummary>(`/executions/${id}/cancel`, { force }),
    onSettled: (_execution, _error, { id }, _result, { client: queries }) => refresh(queries, id),
  })

/** Answers the new execution; the old one stays as it is. */
export const retryExecution = () =>
  mutationOptions({
    mutationFn: (id: string) => client.post<ExecutionSummary>(`/executions/${id}/retry`),
    onSettled: (_execution, _error, id, _result, { client: queries }) => refresh(queries, id),
  })

async function refresh(queries: QueryClient, id: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: executions.detail(id).queryKey }),
    queries.invalidateQueries({ queryKey: executions.lists() }),
    queries.invalidateQueries({ queryKey: ['pipelines', 'list'] }),
  ])
}
