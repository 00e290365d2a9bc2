import { AppError, conflict } from '../domain/errors.ts'
import type { Actor, AppContext } from './context.ts'
import { findPipeline } from './show-pipeline.ts'
import { updatePipeline } from './update-pipeline.ts'

/** Others may change a pipeline at the same time; after this many times something else is wrong. */
const ATTEMPTS = 3

/**
 * Switches a pipeline on or off, whatever its version: unlike an edit this has nothing to compare. Throws AppError
 * `conflict` when it is archived.
 */
export async function setPipelineActive(
  context: AppContext,
  id: string,
  isActive: boolean,
  actor: Actor,
): Promise<'changed' | 'unchanged'> {
  for (let attempt = 1; ; attempt++) {
    const { isActive: before, archivedAt, name, version } = await findPipeline(context, id)
    if (archivedAt !== null) {
      const verb = isActive ? 'activate' : 'deactivate'
      throw conflict(`Cannot ${verb} pipeline "${name}": it is archived. Restore it first.`)
    }
    if (before === isActive) return 'unchanged'
    try {
      await updatePipeline(context, id, { version, isActive }, actor)
      return 'changed'
    } catch (error) {
      const stale = error instanceof AppError && error.code === 'stale-version'
      if (!stale || attempt === ATTEMPTS) throw error
    }
  }
}
