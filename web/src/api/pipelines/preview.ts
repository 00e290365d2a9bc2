import type { PipelinePreview, PreviewDraft } from '@flx/shared/pipelines/preview'

import { answer, api } from '../core/client.ts'

/** The first records of a pipeline, before and after each mapper; with a draft those of it. Aborting stops the programs. */
export const previewPipeline = (
  id: string,
  body: { records: number; draft?: PreviewDraft },
  signal: AbortSignal,
): Promise<PipelinePreview> =>
  answer(api.pipelines[':id'].preview.$post({ param: { id }, json: body }, { init: { signal } }))

/** The same of a pipeline that was never saved. */
export const previewNew = (
  body: { records: number; draft: PreviewDraft },
  signal: AbortSignal,
): Promise<PipelinePreview> => answer(api.pipelines.preview.$post({ json: body }, { init: { signal } }))
