import type { SavedView, ViewCreateInput, ViewPage, ViewPatch } from '@flx/shared/view'
import { mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query'

import { client } from './client.ts'

export const views = {
  all: ['views'] as const,
  /** One's own and shared ones, of every page. */
  list: () =>
    queryOptions({
      queryKey: [...views.all, 'list'],
      queryFn: ({ signal }) =>
        client.get<{ items: SavedView[] }>('/views', { signal }).then(({ items }) => items),
    }),
  /** Those of one page. */
  ofPage: (page: ViewPage) =>
    queryOptions({
      ...views.list(),
      select: (items: SavedView[]) => items.filter((view) => view.page === page),
    }),
}

const refresh = (queries: QueryClient) => queries.invalidateQueries({ queryKey: views.all })

export const createView = () =>
  mutationOptions({
    mutationFn: (body: ViewCreateInput) => client.post<SavedView>('/views', body),
    onSuccess: (_view, _body, _result, { client: queries }) => refresh(queries),
  })

export const updateView = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: ViewPatch }) =>
      client.patch<SavedView>(`/views/${id}`, body),
    onSuccess: (_view, _body, _result, { client: queries }) => refresh(queries),
  })

export const deleteView = () =>
  mutationOptions({
    mutationFn: (id: string) => client.delete(`/views/${id}`),
    onSuccess: (_answer, _id, _result, { client: queries }) => refresh(queries),
  })
