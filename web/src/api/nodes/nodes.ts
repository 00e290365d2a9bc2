import { mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { nodesKey } from './nodes-key.ts'

/** The servers that use the database, with what they perform. */
export const nodes = () =>
  queryOptions({
    queryKey: nodesKey,
    queryFn: async (context) => (await load(context, (options) => api.nodes.$get({}, options))).items,
  })

/** Drains a worker, or lets it take executions again. */
export const drainNode = () =>
  mutationOptions({
    mutationFn: ({ name, drain }: { name: string; drain: boolean }) =>
      answer(
        drain
          ? api.nodes[':name'].drain.$post({ param: { name } })
          : api.nodes[':name']['take-back'].$post({ param: { name } }),
      ),
    onSettled: (_answer, _error, _change, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: nodesKey }),
  })
