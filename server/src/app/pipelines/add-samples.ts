import { STRIP_LENGTH } from '@flx/shared/executions/execution-status'
import type { PipelineSummary } from '@flx/shared/pipelines/pipeline'

import type { Actor, AppContext } from '../core/context.ts'
import { createPipeline } from './create-pipeline.ts'
import { summarizePipeline } from './show-pipeline.ts'

type Context = Pick<AppContext, 'pipelines' | 'plugins' | 'clock' | 'newId' | 'samples' | 'followsProject'>

/** Adds the missing sample pipelines, by name. Returns all samples and how many were added. */
export async function addSamples(
  context: Context,
  actor: Actor,
): Promise<{ items: PipelineSummary[]; added: number }> {
  const items: PipelineSummary[] = []
  let added = 0
  for (const sample of context.samples) {
    if ((await context.pipelines.findByName(sample.name)) === undefined) {
      await createPipeline(context, sample, { actor, role: 'editor' })
      added += 1
    }
    const pipeline = await context.pipelines.findByName(sample.name)
    // Another request archived it in the meantime.
    if (pipeline === undefined) continue
    const recent = await context.pipelines.recentExecutions([pipeline.id], STRIP_LENGTH)
    items.push(summarizePipeline(pipeline, recent.get(pipeline.id), context.clock.now()))
  }
  return { items, added }
}
