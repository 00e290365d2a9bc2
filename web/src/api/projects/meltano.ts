import type { StateBackendInput } from '@flx/shared/projects/state-backend'
import { keepPreviousData, mutationOptions, queryOptions } from '@tanstack/react-query'

import { answer, api, load } from '../core/client.ts'
import { pipelines, type PipelineFilters } from '../pipelines/pipelines.ts'
import { runnersKey } from './runners-key.ts'

/** Single pipelines, or all that match the list's filter. */
export type ExportChoice = { ids: readonly string[] } | { filters: PipelineFilters }

/**
 * Compares the built-in runner with Meltano for one pipeline. Executions that end while the comparison is shown
 * keep it fresh.
 */
export const runners = ({ meltano, builtIn }: { meltano: string | null; builtIn: string | null }) =>
  queryOptions({
    queryKey: [...runnersKey, meltano, builtIn],
    queryFn: (context) =>
      load(context, (options) =>
        api.meltano.runners.$get(
          { query: { meltano: meltano ?? undefined, builtIn: builtIn ?? undefined } },
          options,
        ),
      ),
    placeholderData: keepPreviousData,
    staleTime: 0,
  })

/** Exports pipelines as a Meltano project. */
export const exportToMeltano = () =>
  mutationOptions({
    mutationFn: ({ choice, environment }: { choice: ExportChoice; environment: string }) => {
      if ('ids' in choice) {
        return answer(api.meltano.export.$get({ query: { ids: [...choice.ids], environment } }))
      }
      const { sort: _sort, limit: _limit, ...filter } = choice.filters
      return answer(api.meltano.export.$get({ query: { ...filter, environment } }))
    },
  })

/**
 * Finds the states that a Meltano keeps in a place. The request is sent each time, because a password must
 * not stay in any cache.
 */
export const findStates = () =>
  mutationOptions({
    gcTime: 0,
    mutationFn: (body: { backend: StateBackendInput; environment: string | null }) =>
      answer(api.meltano.states.find.$post({ json: body })),
  })

export const compareState = () =>
  mutationOptions({
    gcTime: 0,
    mutationFn: (body: { backend: StateBackendInput; stateId: string; pipelineId: string }) =>
      answer(api.meltano.states.compare.$post({ json: body })),
  })

interface Transfer {
  stateId: string
  pipelineId: string | null
  fingerprint: string | null
  pipelineState: { version: number } | null
}

/** Imports states from Meltano, or writes them back to it. */
export const transferStates = () =>
  mutationOptions({
    gcTime: 0,
    mutationFn: ({
      backend,
      direction,
      rows,
    }: {
      backend: StateBackendInput
      direction: 'take' | 'write'
      rows: readonly Transfer[]
    }) =>
      direction === 'take'
        ? answer(
            api.meltano.states.import.$post({
              json: {
                backend,
                states: rows.map(({ stateId, pipelineId, fingerprint, pipelineState }) => ({
                  stateId,
                  pipelineId: pipelineId ?? '',
                  fingerprint: fingerprint ?? '',
                  version: pipelineState?.version ?? 0,
                })),
              },
            }),
          )
        : answer(
            api.meltano.states.write.$post({
              json: {
                backend,
                states: rows.map(({ stateId, pipelineId, fingerprint }) => ({
                  stateId,
                  pipelineId: pipelineId ?? '',
                  fingerprint,
                })),
              },
            }),
          ),
    onSuccess: async (_answer, { direction }, _result, { client: queries }) => {
      if (direction === 'take') await queries.invalidateQueries({ queryKey: pipelines.all })
    },
  })
