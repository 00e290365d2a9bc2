import type { FleetLimit } from '@flx/shared/nodes/node'
import { mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { plugins } from '../plugins/plugins.ts'
import { nodesKey } from './nodes-key.ts'

/** Loads the servers that use the database, with what they are performing. */
export const nodes = () =>
  queryOptions({
    queryKey: nodesKey,
    queryFn: async (context) => (await load(context, (options) => api.nodes.$get({}, options))).items,
  })

/** Loads the pipelines that no worker can execute now. */
export const unplaced = () =>
  queryOptions({
    queryKey: [...nodesKey, 'unplaced'],
    queryFn: (context) => load(context, (options) => api.nodes.unplaced.$get({}, options)),
  })

/** Loads the number of executions that all workers together perform at once. */
export const fleetLimit = () =>
  queryOptions({
    queryKey: [...nodesKey, 'limit'],
    queryFn: (context) => load(context, (options) => api.nodes.limit.$get({}, options)),
  })

export const setFleetLimit = () =>
  mutationOptions({
    mutationFn: (limit: FleetLimit) => answer(api.nodes.limit.$put({ json: limit })),
    onSettled: (_answer, _error, _change, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: nodesKey }),
  })

/** Loads the plugin environments on each worker, for administrators. */
export const workerEnvironments = () =>
  queryOptions({
    queryKey: [...plugins.all, 'environments'],
    queryFn: (context) => load(context, (options) => api.environments.$get({}, options)),
  })

/** Drains a worker, or lets it take executions again. */
export const drainNode = () =>
  mutationOptions({
    mutationFn: ({ name, drain }: { name: string; drain: boolean }) =>
      answer(
        drain
          ? api.nodes[':name'].drain.$post({ param: { name } })
          : api.nodes[':name'].resume.$post({ param: { name } }),
      ),
    onSettled: (_answer, _error, _change, _result, { client: queries }) =>
      queries.invalidateQueries({ queryKey: nodesKey }),
  })
