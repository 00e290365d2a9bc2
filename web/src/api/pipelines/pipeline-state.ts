import type {
  StateCopy,
  StateImport,
  StatePatch,
  StatePut,
  StateRestore,
} from '@flx/shared/executions/state/state'
import { infiniteQueryOptions, mutationOptions, queryOptions, type QueryClient } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { BY_CURSOR } from '../core/query-options.ts'

const routes = api.pipelines[':id'].state

export const pipelineState = {
  /** The key of everything about the state of a pipeline. */
  of: (id: string) => ['pipelines', 'state', id] as const,
  current: (id: string) =>
    queryOptions({
      queryKey: [...pipelineState.of(id), 'current'],
      queryFn: (context) => load(context, (options) => routes.$get({ param: { id } }, options)),
    }),
  /** Newest first, keyset-paged. */
  versions: (id: string) =>
    infiniteQueryOptions({
      queryKey: [...pipelineState.of(id), 'versions'],
      queryFn: (context) => {
        const query = { cursor: context.pageParam, limit: 20 }
        return load(context, (options) => routes.versions.$get({ param: { id }, query }, options))
      },
      ...BY_CURSOR,
    }),
  /** The difference between two versions. Versions never change. */
  changes: (id: string, from: number, to: number) =>
    queryOptions({
      queryKey: [...pipelineState.of(id), 'changes', from, to],
      staleTime: Number.POSITIVE_INFINITY,
      queryFn: (context) =>
        load(context, (options) => routes.changes.$get({ param: { id }, query: { from, to } }, options)),
    }),
}

/** Returns the address from which the state is downloaded in Meltano's format. */
export const exportStateUrl = (id: string): string => `/api/pipelines/${id}/state/export`

/** A change of the state. `version` is the version the user saw. A stale one answers 409. */
export type StateChange =
  | ({ kind: 'put' } & StatePut)
  | ({ kind: 'patch' } & StatePatch)
  | { kind: 'reset'; version?: number }
  | ({ kind: 'restore' } & StateRestore)
  | ({ kind: 'copy' } & StateCopy)
  | ({ kind: 'import' } & StateImport)

/**
 * Changes the state. Answers 409 while an execution is unfinished, and the problem names it in `executionId`.
 */
export const changeState = (id: string) =>
  mutationOptions({
    mutationFn: (change: StateChange) => send(id, change),
    onSettled: (_answer, _error, _change, _result, { client: queries }) => refresh(queries, id),
  })

async function send(id: string, change: StateChange): Promise<void> {
  const param = { id }
  switch (change.kind) {
    case 'put': {
      const { kind: _, ...json } = change
      return void (await answer(routes.$put({ param, json })))
    }
    case 'patch': {
      const { kind: _, ...json } = change
      return void (await answer(routes.$patch({ param, json })))
    }
    case 'reset': {
      const { kind: _, ...query } = change
      return answer(routes.$delete({ param, query }))
    }
    case 'restore': {
      const { kind: _, ...json } = change
      return void (await answer(routes.restore.$post({ param, json })))
    }
    case 'copy': {
      const { kind: _, ...json } = change
      return void (await answer(routes.copy.$post({ param, json })))
    }
    case 'import': {
      const { kind: _, ...json } = change
      return void (await answer(routes.import.$post({ param, json })))
    }
  }
}

async function refresh(queries: QueryClient, id: string): Promise<void> {
  await Promise.all([
    queries.invalidateQueries({ queryKey: pipelineState.of(id) }),
    queries.invalidateQueries({ queryKey: ['pipelines', 'timeline', id] }),
  ])
}
