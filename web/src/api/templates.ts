import { queryOptions } from '@tanstack/react-query'

import { api, load } from './core/client.ts'

export const templates = {
  all: ['templates'] as const,
  /** What a pipeline has of its template; null when it was made by hand. */
  ofPipeline: (id: string) =>
    queryOptions({
      queryKey: ['templates', 'of-pipeline', id],
      queryFn: (context) =>
        load(context, (options) => api.pipelines[':id'].template.$get({ param: { id } }, options)),
    }),
}
