import type { PreviewRequest } from '@flx/shared/pipelines/preview'

import { NEEDS_NOTHING, type ErrandNeeds, type ErrandStore } from '../../domain/errands/errand-store.ts'
import type { Asker } from '../core/context.ts'
import { requireLabelsRole } from '../pipelines/check-labels.ts'

/** Of a saved pipeline, or of what belongs to none. */
export const needsOf = (pipelineId: string | null | undefined): ErrandNeeds =>
  pipelineId === null || pipelineId === undefined ? NEEDS_NOTHING : { pipelineId, labels: [] }

/**
 * Of a preview: the labels of the draft decide, like those that are saved will. Checked before a worker is looked for,
 * because they are what chooses it. Throws AppError `forbidden`.
 */
export async function previewNeeds(
  store: Pick<ErrandStore, 'labelsOf'>,
  pipelineId: string | null,
  { draft }: PreviewRequest,
  asker: Pick<Asker, 'role'>,
): Promise<ErrandNeeds> {
  const saved = needsOf(pipelineId)
  if (draft?.requiredLabels === undefined) return saved
  requireLabelsRole(asker, draft.requiredLabels, await store.labelsOf(saved))
  return { pipelineId: null, labels: draft.requiredLabels }
}
