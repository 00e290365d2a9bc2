import type {
  AlertChannel,
  AlertChannelCreate,
  AlertChannelPatch,
  AlertDelivery,
  AlertIncident,
  AlertRule,
  AlertRuleCreate,
  AlertRulePatch,
} from '@flx/shared/alert'
import type { List } from '@flx/shared/list'
import {
  infiniteQueryOptions,
  mutationOptions,
  queryOptions,
  type MutationFunctionContext,
} from '@tanstack/react-query'

import { client } from './client.ts'

export const alerts = {
  all: ['alerts'] as const,
  rules: () =>
    queryOptions({
      queryKey: [...alerts.all, 'rules'],
      queryFn: async ({ signal }) =>
        (await client.get<{ items: AlertRule[] }>('/alerts/rules', { signal })).items,
    }),
  channels: () =>
    queryOptions({
      queryKey: [...alerts.all, 'channels'],
      queryFn: async ({ signal }) =>
        (await client.get<{ items: AlertChannel[] }>('/alerts/channels', { signal })).items,
    }),
  incidents: (filters: { state?: 'open' | 'closed' | undefined; pipelineId?: string }) =>
    infiniteQueryOptions({
      queryKey: [...alerts.all, 'incidents', filters],
      queryFn: ({ pageParam, signal }) =>
        client.get<List<AlertIncident>>('/alerts/incidents', {
          query: { ...filters, cursor: pageParam },
          signal,
        }),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor,
    }),
  deliveries: () =>
    infiniteQueryOptions({
      queryKey: [...alerts.all, 'deliveries'],
      queryFn: ({ pageParam, signal }) =>
        client.get<List<AlertDelivery>>('/alerts/deliveries', { query: { cursor: pageParam }, signal }),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor,
    }),
}

const changed = (_answer: unknown, _body: unknown, _result: unknown, context: MutationFunctionContext) =>
  context.client.invalidateQueries({ queryKey: alerts.all })

/** Creates a rule, or changes the one of that id. */
export const saveAlertRule = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string | null; body: AlertRuleCreate | AlertRulePatch }) =>
      id === null
        ? client.post<AlertRule>('/alerts/rules', body)
        : client.patch<AlertRule>(`/alerts/rules/${id}`, body),
    onSuccess: changed,
  })

/** Null ends the silence. */
export const muteAlertRule = () =>
  mutationOptions({
    mutationFn: ({ id, until }: { id: string; until: string | null }) =>
      client.post<AlertRule>(`/alerts/rules/${id}/mute`, { until }),
    onSuccess: changed,
  })

export const deleteAlertRule = () =>
  mutationOptions({
    mutationFn: (id: string) => client.delete(`/alerts/rules/${id}`),
    onSuccess: changed,
  })

/** Creates a channel, or changes the one of that id. */
export const saveAlertChannel = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string | null; body: AlertChannelCreate | AlertChannelPatch }) =>
      id === null
        ? client.post<AlertChannel>('/alerts/channels', body)
        : client.patch<AlertChannel>(`/alerts/channels/${id}`, body),
    onSuccess: changed,
  })

export const deleteAlertChannel = () =>
  mutationOptions({
    mutationFn: (id: string) => client.delete(`/alerts/channels/${id}`),
    onSuccess: changed,
  })

export const testAlertChannel = () =>
  mutationOptions({
    mutationFn: (id: string) => client.post<{ deliveryId: string }>(`/alerts/channels/${id}/test`),
    onSuccess: changed,
  })

/** One that waits is tried at once; any other is sent anew beside it. */
export const sendAlertAgain = () =>
  mutationOptions({
    mutationFn: (id: string) => client.post<{ deliveryId: string }>(`/alerts/deliveries/${id}/send-again`),
    onSuccess: changed,
  })
