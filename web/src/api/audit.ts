import type { AuditEntry, AuditQuery } from '@flx/shared/audit'
import type { List } from '@flx/shared/list'
import { infiniteQueryOptions } from '@tanstack/react-query'

import { client } from './client.ts'

export type AuditFilters = Partial<Omit<AuditQuery, 'cursor'>>

export const audit = {
  all: ['audit'] as const,
  list: (filters: AuditFilters) =>
    infiniteQueryOptions({
      queryKey: [...audit.all, filters],
      queryFn: ({ pageParam, signal }) =>
        client.get<List<AuditEntry>>('/audit', { query: { ...filters, cursor: pageParam }, signal }),
      initialPageParam: '',
      getNextPageParam: (page) => page.nextCursor,
    }),
}
