import type { Removals, Retention, RetentionPolicy } from '@flx/shared/retention'
import type { DiskWarning, Storage } from '@flx/shared/storage'
import { mutationOptions, queryOptions, type MutationFunctionContext } from '@tanstack/react-query'

import { client } from './client.ts'

/** The disk, and how long things are kept. */
export const storage = {
  all: ['storage'] as const,
  usage: () =>
    queryOptions({
      queryKey: [...storage.all, 'usage'],
      queryFn: ({ signal }) => client.get<Storage>('/storage', { signal }),
    }),
  warning: () =>
    queryOptions({
      queryKey: [...storage.all, 'warning'],
      queryFn: ({ signal }) => client.get<DiskWarning>('/storage/warning', { signal }),
    }),
  retention: () =>
    queryOptions({
      queryKey: [...storage.all, 'retention'],
      queryFn: ({ signal }) => client.get<Retention>('/retention', { signal }),
    }),
}

const changed = (_answer: unknown, _body: unknown, _result: unknown, context: MutationFunctionContext) =>
  context.client.invalidateQueries({ queryKey: storage.all })

export const measureStorage = () =>
  mutationOptions({
    mutationFn: (_none: null) => client.post<Storage>('/storage/measure'),
    onSuccess: changed,
  })

/** What a policy would remove now. Removes nothing. */
export const previewRetention = () =>
  mutationOptions({
    mutationFn: (policy: RetentionPolicy) => client.post<Removals>('/retention/preview', policy),
  })

export const saveRetention = () =>
  mutationOptions({
    mutationFn: (policy: RetentionPolicy) => client.put<Retention>('/retention', policy),
    onSuccess: changed,
  })

/** Carries the policy out now. */
export const beginRetentionPass = () =>
  mutationOptions({
    mutationFn: (_none: null) => client.post<Retention>('/retention/passes'),
    onSuccess: changed,
  })
