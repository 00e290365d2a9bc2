import type { ScheduleListQuery } from '@flx/shared/pipelines/schedule'
import { infiniteQueryOptions, keepPreviousData, mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from './core/client.ts'
import { BY_CURSOR, invalidate } from './core/query-options.ts'

export type ScheduleFilters = Partial<Omit<ScheduleListQuery, 'cursor' | 'limit'>>

export const schedules = {
  all: ['schedules'] as const,
  list: (filters: ScheduleFilters) =>
    infiniteQueryOptions({
      queryKey: [...schedules.all, 'list', filters],
      queryFn: (context) =>
        load(context, (options) =>
          api.schedules.$get({ query: { ...filters, limit: 50, cursor: context.pageParam } }, options),
        ),
      ...BY_CURSOR,
    }),
  /** Late schedules, longest overdue first. */
  late: () =>
    queryOptions({
      queryKey: [...schedules.all, 'late'],
      queryFn: (context) =>
        load(context, (options) => api.schedules.$get({ query: { state: 'late', limit: 5 } }, options)),
    }),
  /** The schedule of one pipeline, or null. */
  ofPipeline: (pipelineId: string) =>
    queryOptions({
      queryKey: [...schedules.all, 'of', pipelineId],
      queryFn: async (context) => {
        const page = await load(context, (options) => api.schedules.$get({ query: { pipelineId } }, options))
        const [schedule] = page.items
        return schedule === undefined ? null : { ...schedule, pause: page.pause }
      },
    }),
  /** The next 24 hours. */
  upcoming: () =>
    queryOptions({
      queryKey: [...schedules.all, 'upcoming'],
      queryFn: (context) => load(context, (options) => api.schedules.upcoming.$get({ query: {} }, options)),
    }),
  /** The next ticks of an expression, saved or not. */
  preview: (cron: string, timezone: string) =>
    queryOptions({
      queryKey: [...schedules.all, 'preview', cron, timezone],
      queryFn: (context) =>
        load(context, (options) =>
          api.schedules.preview.$get({ query: { cron, timezone, count: 10 } }, options),
        ),
      enabled: cron !== '',
      placeholderData: keepPreviousData,
      staleTime: 30_000,
      retry: false,
    }),
}

export const pauseSchedules = () =>
  mutationOptions({
    mutationFn: (action: 'pause' | 'resume') =>
      action === 'pause' ? answer(api.schedules.pause.$post()) : answer(api.schedules.resume.$post()),
    onSuccess: invalidate(schedules.all),
  })
