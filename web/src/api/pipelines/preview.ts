import type { PipelinePreview, PreviewDraft } from '@flx/shared/pipelines/preview'

import { answer, api } from '../core/client.ts'

/**
 * Loads the first records of a pipeline, before and after each mapper. A draft replaces the saved
 * configuration. Aborting stops the processes.
 */
export const previewPipeline = (
  id: string,
  body: { records: number; draft?: PreviewDraft },
  signal: AbortSignal,
): Promise<PipelinePreview> =>
  answer(api.pipelines[':id'].preview.$post({ param: { id }, json: body }, { init: { signal } }))

/** Previews a pipeline that was never saved. */
export const previewNew = (
  body: { records: number; draft: PreviewDraft },
  signal: AbortSignal,
): Promise<PipelinePreview> => answer(api.pipelines.preview.$post({ json: body }, { init: { signal } }))
