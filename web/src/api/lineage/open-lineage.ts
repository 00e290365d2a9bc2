import type { OpenLineageEvent, OpenLineageSettings } from '@flx/shared/lineage/open-lineage'
import { infiniteQueryOptions, mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { BY_CURSOR, invalidate } from '../core/query-options.ts'
import { openLineageKey } from './open-lineage-key.ts'

const PAGE = 25

export const openLineage = {
  all: openLineageKey,
  connection: () =>
    queryOptions({
      queryKey: [...openLineage.all, 'connection'],
      queryFn: (context) => load(context, (options) => api.openlineage.connection.$get({}, options)),
    }),
  /** Events that are waiting or were given up. */
  events: (status: OpenLineageEvent['status']) =>
    infiniteQueryOptions({
      queryKey: [...openLineage.all, 'events', status],
      queryFn: (context) =>
        load(context, (options) =>
          api.openlineage.events.$get({ query: { status, cursor: context.pageParam, limit: PAGE } }, options),
        ),
      ...BY_CURSOR,
    }),
  /** Jobs of other tools, most recently seen first. */
  jobs: (search: string) =>
    infiniteQueryOptions({
      queryKey: [...openLineage.all, 'jobs', search],
      queryFn: (context) =>
        load(context, (options) =>
          api.openlineage.jobs.$get({ query: { search, cursor: context.pageParam, limit: PAGE } }, options),
        ),
      ...BY_CURSOR,
    }),
  event: (id: string) =>
    queryOptions({
      queryKey: [...openLineage.all, 'event', id],
      queryFn: (context) =>
        load(context, (options) => api.openlineage.events[':id'].$get({ param: { id } }, options)),
    }),
}

const invalidateConnection = invalidate(openLineage.all)

// Both drop what was sent at once: a key must not stay in any cache.
export const saveOpenLineage = () =>
  mutationOptions({
    gcTime: 0,
    mutationFn: (body: OpenLineageSettings) => answer(api.openlineage.connection.$put({ json: body })),
    onSuccess: invalidateConnection,
  })

export const testOpenLineage = () =>
  mutationOptions({
    gcTime: 0,
    mutationFn: (body: OpenLineageSettings) => answer(api.openlineage.connection.test.$post({ json: body })),
  })

/** Sends one event again, or all given-up events if null. */
export const sendEventsAgain = () =>
  mutationOptions({
    mutationFn: (id: string | null) =>
      id === null
        ? answer(api.openlineage.events['send-again'].$post({}))
        : answer(api.openlineage.events[':id']['send-again'].$post({ param: { id } })),
    onSuccess: invalidateConnection,
  })

/** Discards one event, or all given-up events if null. */
export const discardEvents = () =>
  mutationOptions({
    mutationFn: (id: string | null) =>
      id === null
        ? answer(api.openlineage.events.$delete({}))
        : answer(api.openlineage.events[':id'].$delete({ param: { id } })),
    onSuccess: invalidateConnection,
  })

/** Forgets a job of another tool. */
export const forgetForeignJob = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.openlineage.jobs[':id'].$delete({ param: { id } })),
    onSuccess: invalidateConnection,
  })
