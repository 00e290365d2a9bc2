import { mutationOptions } from '@tanstack/react-query'

import { answer, api } from './core/client.ts'
import type { PipelineFilters } from './pipelines/pipelines.ts'

/** Single pipelines, or all that the filter of the list lets through. */
export type ExportChoice = { ids: readonly string[] } | { filters: PipelineFilters }

/** Makes a Meltano project of pipelines. */
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
