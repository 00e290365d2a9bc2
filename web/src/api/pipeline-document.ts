import type { PipelineImport, PipelineImportReport } from '@flx/shared/pipeline-document'
import { mutationOptions } from '@tanstack/react-query'

import { client, queryString } from './client.ts'
import { pipelines, type PipelineFilters } from './pipelines.ts'

/** Where what the filter of the list lets through is downloaded as YAML. */
export const exportUrl = ({ sort: _sort, limit: _limit, ...filter }: PipelineFilters): string =>
  `/api/pipelines/export${queryString(filter)}`

/** With `dryRun` only tells what it would do. */
export const importPipelines = () =>
  mutationOptions({
    mutationFn: (body: PipelineImport) => client.post<PipelineImportReport>('/pipelines/import', body),
    onSuccess: async (report, _body, _result, { client: queries }) => {
      if (!report.dryRun) await queries.invalidateQueries({ queryKey: pipelines.all })
    },
  })
