import type { AuditQuery } from '@flx/shared/access/audit'
import { infiniteQueryOptions } from '@tanstack/react-query'

import { api, load } from '../core/client.ts'
import { BY_CURSOR } from '../core/query-options.ts'

export type AuditFilters = Partial<Omit<AuditQuery, 'cursor'>>

export const audit = {
  all: ['audit'] as const,
  list: (filters: AuditFilters) =>
    infiniteQueryOptions({
      queryKey: [...audit.all, filters],
      queryFn: (context) =>
        load(context, (options) =>
          api.audit.$get({ query: { ...filters, cursor: context.pageParam } }, options),
        ),
      ...BY_CURSOR,
    }),
}
