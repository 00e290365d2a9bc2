import type { Flow } from '@flx/shared/pipelines/flows'

import type { AppContext } from '../../core/context.ts'
import { findPipeline } from '../show-pipeline.ts'

/** Returns the chain a pipeline belongs to; an archived one belongs to none. Throws AppError `not-found`. */
export async function showFlow(context: Pick<AppContext, 'pipelines'>, id: string): Promise<Flow> {
  await findPipeline(context, id)
  return (await context.pipelines.flowOf(id)) ?? { id, size: 0, failed: 0, running: 0, pipelines: [] }
}
