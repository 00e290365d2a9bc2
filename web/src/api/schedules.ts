import type { List } from '@flx/shared/list'
import type {
  ListedSchedule,
  ScheduleListQuery,
  SchedulePause,
  SchedulePreview,
  UpcomingTicks,
} from '@flx/shared/schedule'
import { infiniteQueryOptions, keepPreviousData, mutationOptions, queryOptions } from '@tanstack/react-query'

import { client } from './client.ts'

export type SchedulePage = List<ListedSchedule> & { pause: SchedulePause | null }

export type ScheduleFilters = Partial<Omit<ScheduleListQuery, 'cursor' | 'limit'>>

export const schedules = {
  all: ['schedules'] as const,
  list: (filters: ScheduleFilters) =>
    infiniteQueryOptions({
      queryKey: [...schedules.all, 'list', filters],
      queryFn: ({ pageParam, signal }) =>
        client.get<SchedulePage>('/schedules', {
          query: { ...filters, limit: 50, cursor: pageParam },
          signal,
        }),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor,
    }),
  /** The longest late ones. */
  late: () =>
    queryOptions({
      queryKey: [...schedules.all, 'late'],
      queryFn: ({ signal }) =>
        client.get<SchedulePage>('/schedules', { query: { state: 'late', limit: 5 }, signal }),
    }),
  /** The schedule of one pipeline, null when it has none. */
  ofPipeline: (pipelineId: string) =>
    queryOptions({
      queryKey: [...schedules.all, 'of', pipelineId],
      queryFn: async ({ signal }) => {
        const page = await client.get<SchedulePage>('/schedules', { query: { pipelineId }, signal })
        const [schedule] = page.items
        return schedule === undefined ? null : { ...schedule, pause: page.pause }
      },
    }),
  /** The coming day. */
  upcoming: () =>
    queryOptions({
      queryKey: [...schedules.all, 'upcoming'],
      queryFn: ({ signal }) => client.get<UpcomingTicks>('/schedules/upcoming', { signal }),
    }),
  /** The next ticks of an expression that need not be saved. */
  preview: (cron: string, timezone: string) =>
    queryOptions({
      queryKey: [...schedules.all, 'preview', cron, timezone],
      queryFn: ({ signal }) =>
        client.get<SchedulePreview>('/schedules/preview', { query: { cron, timezone, count: 10 }, signal }),
      enabled: cron !== '',
      placeholderData: keepPreviousData,
      staleTime: 30_000,
      retry: false,
    }),
}

export const pauseSchedules = () =>
  mutationOptions({
    mutationFn: (action: 'pause' | 'resume') =>
      client.post<{ pause: SchedulePause | null }>(`/schedules/${action}`),
    onSuccess: (_answer, _action, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: schedules.all }),
  })
