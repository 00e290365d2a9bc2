import type { PipelineSummary } from '@flx/shared/pipeline'

import type { Actor, AppContext } from './context.ts'
import { createPipeline } from './create-pipeline.ts'
import { STRIP_LENGTH, summarizePipeline } from './show-pipeline.ts'

type Context = Pick<AppContext, 'pipelines' | 'plugins' | 'clock' | 'newId' | 'samples'>

/** Adds the sample pipelines that are not there yet, by name. Says which there are and how many were added. */
export async function addSamples(
  context: Context,
  actor: Actor,
): Promise<{ items: PipelineSummary[]; added: number }> {
  const items: PipelineSummary[] = []
  let added = 0
  for (const sample of context.samples) {
    const existing = await context.pipelines.findByName(sample.name)
    if (existing === undefined) {
      const { config: _config, ...summary } = await createPipeline(context, sample, actor)
      items.push(summary)
      added += 1
      continue
    }
    const recent = await context.pipelines.recentExecutions([existing.id], STRIP_LENGTH)
    items.push(summarizePipeline(existing, recent.get(existing.id), context.clock.now()))
  }
  return { items, added }
}
