import type { PreviewRequest } from '@flx/shared/pipelines/preview'

import { NEEDS_NOTHING, type ErrandNeeds, type ErrandStore } from '../../domain/errands/errand-store.ts'
import type { Asker } from '../core/context.ts'
import { requireLabelsRole } from '../pipelines/check-labels.ts'

/** Returns the needs of an errand for a saved pipeline, or none. */
export const needsOf = (pipelineId: string | null | undefined): ErrandNeeds =>
  pipelineId === null || pipelineId === undefined ? NEEDS_NOTHING : { pipelineId, labels: [] }

/**
 * Returns the needs of a preview: the labels of the draft apply, as they will once saved. The asker's role
 * for the labels is checked before a worker is chosen, because they determine the choice. Throws AppError
 * `forbidden`.
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
