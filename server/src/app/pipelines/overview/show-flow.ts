import type { Flow } from '@flx/shared/pipelines/flows'

import type { AppContext } from '../../core/context.ts'
import { findPipeline } from '../show-pipeline.ts'

/** The chain that a pipeline is in; an archived one is in none. */
export async function showFlow(context: Pick<AppContext, 'pipelines'>, id: string): Promise<Flow> {
  await findPipeline(context, id)
  return (await context.pipelines.flowOf(id)) ?? { id, size: 0, failed: 0, running: 0, pipelines: [] }
}
