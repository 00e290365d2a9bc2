import { NO_REQUIREMENTS, type ErrandNeeds, type ErrandStore } from '../../domain/errands/errand-store.ts'
import type { Requester } from '../core/context.ts'
import { requireLabelsRole } from '../pipelines/check-labels.ts'

/** Returns the needs of an errand for a saved pipeline, or none. */
export const needsOf = (pipelineId: string | null | undefined): ErrandNeeds =>
  pipelineId === null || pipelineId === undefined ? NO_REQUIREMENTS : { pipelineId, labels: [] }

/**
 * Returns the needs of a draft: its own labels apply, as they will once saved; without them, the saved ones.
 * The requester's role for the labels is checked before a worker is chosen, because they determine the choice.
 * Throws AppError `forbidden`.
 */
export async function draftNeeds(
  store: Pick<ErrandStore, 'labelsOf'>,
  pipelineId: string | null | undefined,
  labels: readonly string[] | undefined,
  requester: Pick<Requester, 'role'>,
): Promise<ErrandNeeds> {
  const saved = needsOf(pipelineId)
  if (labels === undefined) return saved
  requireLabelsRole(requester, labels, await store.labelsOf(saved))
  return { pipelineId: null, labels: [...labels] }
}
