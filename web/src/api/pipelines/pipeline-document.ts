import type { PipelineImport } from '@flx/shared/pipelines/pipeline-document'
import { mutationOptions } from '@tanstack/react-query'

import { answer, api, queryString } from '../core/client.ts'
import { templatesKey } from '../templates/templates-key.ts'
import { pipelines, type PipelineFilters } from './pipelines.ts'

/** Returns the address from which the pipelines that match the list's filter are downloaded as YAML. */
export const exportUrl = ({ sort: _sort, limit: _limit, ...filter }: PipelineFilters): string =>
  `/api/pipelines/export${queryString(filter)}`

/** Imports pipelines. With `dryRun`, only previews the outcome. */
export const importPipelines = () =>
  mutationOptions({
    mutationFn: (body: PipelineImport) => answer(api.pipelines.import.$post({ json: body })),
    onSuccess: async (report, _body, _result, { client: queries }) => {
      if (report.dryRun) return
      await Promise.all(
        [pipelines.all, templatesKey].map((queryKey) => queries.invalidateQueries({ queryKey })),
      )
    },
  })
