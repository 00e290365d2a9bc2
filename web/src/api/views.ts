import type { SavedView, ViewCreateInput, ViewPage, ViewPatch } from '@flx/shared/access/view'
import { mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from './core/client.ts'
import { invalidate } from './core/query-options.ts'

export const views = {
  all: ['views'] as const,
  /** The user's own views and the shared ones, of every page. */
  list: () =>
    queryOptions({
      queryKey: [...views.all, 'list'],
      queryFn: async (context) =>
        (await load(context, (options) => api.views.$get({ query: {} }, options))).items,
    }),
  /** The views of one page. */
  ofPage: (page: ViewPage) =>
    queryOptions({
      ...views.list(),
      select: (items: SavedView[]) => items.filter((view) => view.page === page),
    }),
}

const invalidateViews = invalidate(views.all)

export const createView = () =>
  mutationOptions({
    mutationFn: (body: ViewCreateInput) => answer(api.views.$post({ json: body })),
    onSuccess: invalidateViews,
  })

export const updateView = () =>
  mutationOptions({
    mutationFn: ({ id, body }: { id: string; body: ViewPatch }) =>
      answer(api.views[':id'].$patch({ param: { id }, json: body })),
    onSuccess: invalidateViews,
  })

export const deleteView = () =>
  mutationOptions({
    mutationFn: (id: string) => answer(api.views[':id'].$delete({ param: { id } })),
    onSuccess: invalidateViews,
  })
