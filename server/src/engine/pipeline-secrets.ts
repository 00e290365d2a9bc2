import type { EngineContext } from './engine-context.ts'
import { meltanoEnvironment } from './meltano/meltano-process.ts'
import { resolveExecution } from './resolve-execution.ts'

/**
 * Returns the secret values that the next execution of a pipeline would use. Empty if its settings cannot be resolved, because
 * then no execution used them either.
 */
export async function secretsOfPipeline(context: EngineContext, pipelineId: string): Promise<string[]> {
  const pipeline = await context.pipelines.find(pipelineId)
  if (pipeline === undefined || pipeline.archivedAt !== null) return []
  try {
    if (pipeline.runner.kind === 'meltano')
      return (await meltanoEnvironment(context, pipeline.runner)).secrets
    const { secrets } = await resolveExecution(context, {
      pipelineId,
      pipelineName: pipeline.name,
      options: { fullRefresh: false },
    })
    return secrets
  } catch {
    return []
  }
}
