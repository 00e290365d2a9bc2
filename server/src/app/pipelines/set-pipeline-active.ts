import { AppError, conflict } from '../../domain/core/errors.ts'
import { retry, type RetryPolicy } from '../../domain/core/retry.ts'
import type { AppContext, Requester } from '../core/context.ts'
import { findPipeline } from './show-pipeline.ts'
import { updatePipeline } from './update-pipeline.ts'

/** Attempts before concurrent changes count as a real conflict. */
const ATTEMPTS = 3

/**
 * Activates or deactivates a pipeline regardless of its version: unlike an edit there is nothing to compare.
 * Throws AppError `conflict` if it is archived.
 */
export async function setPipelineActive(
  context: AppContext,
  id: string,
  isActive: boolean,
  requester: Requester,
): Promise<'changed' | 'unchanged'> {
  const policy: RetryPolicy = {
    shouldRetry: ({ error, attempt }) =>
      error instanceof AppError && error.code === 'stale-version' && attempt < ATTEMPTS,
    pauseMs: 0,
  }
  return retry(context.clock, policy, async () => {
    const { isActive: before, archivedAt, name, version } = await findPipeline(context, id)
    if (archivedAt !== null) {
      const verb = isActive ? 'activate' : 'deactivate'
      throw conflict(`Cannot ${verb} pipeline "${name}": it is archived. Restore it first.`)
    }
    if (before === isActive) return 'unchanged'
    await updatePipeline(context, id, { version, isActive }, requester)
    return 'changed'
  })
}
