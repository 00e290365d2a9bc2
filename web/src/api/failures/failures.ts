import type { CauseListQuery } from '@flx/shared/failures/failure-cause'
import { infiniteQueryOptions, mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { BY_CURSOR, invalidate } from '../core/query-options.ts'

/** Filters of the list of causes. */
export type CauseFilters = {
  [Name in keyof Omit<CauseListQuery, 'cursor' | 'limit'>]?: CauseListQuery[Name] | undefined
}

const PAGE = 50
/** The number of pipelines of a cause on the first page. Later pages hold `PAGE`. */
const PIPELINES = 5

export const failures = {
  all: ['failures'] as const,
  list: (filters: CauseFilters) =>
    infiniteQueryOptions({
      queryKey: [...failures.all, 'list', filters],
      queryFn: (context) =>
        load(context, (options) =>
          api.failures.$get({ query: { ...filters, cursor: context.pageParam, limit: PAGE } }, options),
        ),
      ...BY_CURSOR,
    }),
  detail: (id: string) =>
    queryOptions({
      queryKey: [...failures.all, 'detail', id],
      queryFn: (context) => load(context, (options) => api.failures[':id'].$get({ param: { id } }, options)),
    }),
  /** For the navigation and the heading. */
  summary: (from?: string) =>
    queryOptions({
      queryKey: [...failures.all, 'summary', from ?? null],
      queryFn: (context) =>
        load(context, (options) => api.failures.summary.$get({ query: { from } }, options)),
    }),
  choices: () =>
    queryOptions({
      queryKey: [...failures.all, 'choices'],
      queryFn: (context) => load(context, (options) => api.failures.choices.$get({}, options)),
    }),
  triggers: (id: string) =>
    queryOptions({
      queryKey: [...failures.all, 'triggers', id],
      queryFn: (context) =>
        load(context, (options) => api.failures[':id'].triggers.$get({ param: { id } }, options)),
    }),
  pipelines: (id: string) =>
    infiniteQueryOptions({
      queryKey: [...failures.all, 'pipelines', id],
      queryFn: (context) =>
        load(context, (options) =>
          api.failures[':id'].pipelines.$get(
            {
              param: { id },
              query: { cursor: context.pageParam, limit: context.pageParam === '' ? PIPELINES : PAGE },
            },
            options,
          ),
        ),
      ...BY_CURSOR,
    }),
}

const invalidateFailures = invalidate(failures.all)

/** Assigns a cause to a user. Null removes the assignment. */
export const assignCause = () =>
  mutationOptions({
    mutationFn: ({ id, userId }: { id: string; userId: string | null }) =>
      answer(api.failures[':id'].assignee.$put({ param: { id }, json: { userId } })),
    onSuccess: invalidateFailures,
  })

/** Retries the failed executions of a cause. Answers at once with the bulk action. */
export const retryCause = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.failures[':id'].retry.$post({ param: { id } })),
  })

/** Restores a pipeline's values from before an edit. */
export const undoEdit = () =>
  mutationOptions({
    mutationFn: (auditId: string) => answer(api.audit[':id'].undo.$post({ param: { id: auditId } })),
    onSuccess: invalidateFailures,
  })

/** Reinstalls the previously installed version of a plugin. */
export const rollBackPlugin = () =>
  mutationOptions({
    mutationFn: (pluginId: string) =>
      answer(api.plugins[':id']['roll-back'].$post({ param: { id: pluginId } })),
    onSuccess: invalidateFailures,
  })
