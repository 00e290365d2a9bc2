import type { AlertChannelCreate, AlertRuleCreate } from '@flx/shared/alert'
import { infiniteQueryOptions, mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from './core/client.ts'
import { BY_CURSOR, invalidate } from './core/query-options.ts'

export const alerts = {
  all: ['alerts'] as const,
  rules: () =>
    queryOptions({
      queryKey: [...alerts.all, 'rules'],
      queryFn: async (context) =>
        (await load(context, (options) => api.alerts.rules.$get({}, options))).items,
    }),
  channels: () =>
    queryOptions({
      queryKey: [...alerts.all, 'channels'],
      queryFn: async (context) =>
        (await load(context, (options) => api.alerts.channels.$get({}, options))).items,
    }),
  incidents: (filters: { state?: 'open' | 'closed' | undefined; pipelineId?: string }) =>
    infiniteQueryOptions({
      queryKey: [...alerts.all, 'incidents', filters],
      queryFn: (context) =>
        load(context, (options) =>
          api.alerts.incidents.$get({ query: { ...filters, cursor: context.pageParam } }, options),
        ),
      ...BY_CURSOR,
    }),
  /** The number of open incidents, or the cap at which counting stopped. */
  open: () =>
    queryOptions({
      queryKey: [...alerts.all, 'open'],
      queryFn: async (context) => {
        const query = { state: 'open', limit: 1 } as const
        const { total } = await load(context, (options) => api.alerts.incidents.$get({ query }, options))
        return typeof total === 'object' ? total.atLeast : (total ?? 0)
      },
    }),
  deliveries: () =>
    infiniteQueryOptions({
      queryKey: [...alerts.all, 'deliveries'],
      queryFn: (context) =>
        load(context, (options) =>
          api.alerts.deliveries.$get({ query: { cursor: context.pageParam } }, options),
        ),
      ...BY_CURSOR,
    }),
}

const invalidateAlerts = invalidate(alerts.all)

/** Creates a rule, or changes the rule with the given id. */
export const saveAlertRule = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string | null; body: Omit<AlertRuleCreate, 'mutedUntil'> }) =>
      id === null
        ? answer(api.alerts.rules.$post({ json: body }))
        : answer(api.alerts.rules[':id'].$patch({ param: { id }, json: body })),
    onSuccess: invalidateAlerts,
  })

/** Mutes a rule. Null ends the silence. */
export const muteAlertRule = () =>
  mutationOptions({
    mutationFn: ({ id, until }: { id: string; until: string | null }) =>
      answer(api.alerts.rules[':id'].mute.$post({ param: { id }, json: { until } })),
    onSuccess: invalidateAlerts,
  })

export const deleteAlertRule = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.alerts.rules[':id'].$delete({ param: { id } })),
    onSuccess: invalidateAlerts,
  })

/** Creates a channel, or changes the channel with the given id. */
export const saveAlertChannel = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string | null; body: AlertChannelCreate }) =>
      id === null
        ? answer(api.alerts.channels.$post({ json: body }))
        : answer(api.alerts.channels[':id'].$patch({ param: { id }, json: body })),
    onSuccess: invalidateAlerts,
  })

export const deleteAlertChannel = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.alerts.channels[':id'].$delete({ param: { id } })),
    onSuccess: invalidateAlerts,
  })

export const testAlertChannel = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.alerts.channels[':id'].test.$post({ param: { id } })),
    onSuccess: invalidateAlerts,
  })

/** Sends a delivery. A waiting one is tried at once, any other is sent as a new one. */
export const sendAlertAgain = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.alerts.deliveries[':id']['send-again'].$post({ param: { id } })),
    onSuccess: invalidateAlerts,
  })
