import type { RetentionPolicy } from '@flx/shared/operations/retention'
import { mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from './core/client.ts'
import { invalidate } from './core/query-options.ts'

/** Disk use and retention. */
export const storage = {
  all: ['storage'] as const,
  usage: () =>
    queryOptions({
      queryKey: [...storage.all, 'usage'],
      queryFn: (context) => load(context, (options) => api.storage.$get({}, options)),
    }),
  warning: () =>
    queryOptions({
      queryKey: [...storage.all, 'warning'],
      queryFn: (context) => load(context, (options) => api.storage.warning.$get({}, options)),
    }),
  retention: () =>
    queryOptions({
      queryKey: [...storage.all, 'retention'],
      queryFn: (context) => load(context, (options) => api.retention.$get({}, options)),
    }),
}

const invalidateStorage = invalidate(storage.all)

export const measureStorage = () =>
  mutationOptions({
    mutationFn: (_none: null) => answer(api.storage.measure.$post()),
    onSuccess: invalidateStorage,
  })

/** Counts what a policy would remove now. Removes nothing. */
export const previewRetention = () =>
  mutationOptions({
    mutationFn: (policy: RetentionPolicy) => answer(api.retention.preview.$post({ json: policy })),
  })

export const saveRetention = () =>
  mutationOptions({
    mutationFn: (policy: RetentionPolicy) => answer(api.retention.$put({ json: policy })),
    onSuccess: invalidateStorage,
  })

/** Runs retention now. */
export const startRetentionPass = () =>
  mutationOptions({
    mutationFn: (_none: null) => answer(api.retention.passes.$post()),
    onSuccess: invalidateStorage,
  })
