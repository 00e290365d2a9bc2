import { pipelinePlugins } from '../app/settings/pipeline-plugins.ts'
import type { PipelineRecord, PluginRecord } from '../domain/core/records.ts'
import type { Lease } from '../domain/executions/execution-store.ts'
import { EnvironmentProblem, environmentOwner } from '../domain/plugins/environments.ts'
import type { EngineContext } from './engine-context.ts'
import type { ExecutionLog } from './progress/execution-log.ts'
import type { Stop } from './stop.ts'

/**
 * Builds the environments that a pipeline needs and this worker lacks, with progress in the execution's log. If a build fails,
 * hands the execution back while another worker might have the environment, otherwise throws EnvironmentProblem.
 */
export async function prepareEnvironments(
  context: EngineContext,
  pipeline: PipelineRecord,
  lease: Lease,
  { stop, log }: { stop: Stop; log: ExecutionLog },
): Promise<'ready' | 'handed-back'> {
  const { environments } = context
  if (environments === null) return 'ready'
  const { placed } = await pipelinePlugins(context.plugins, pipeline)
  const owners = new Map<string, PluginRecord>()
  for (const { plugin, parent } of placed) {
    const owner = environmentOwner(plugin, parent)
    if (owner !== undefined) owners.set(owner.id, owner)
  }
  try {
    for (const owner of owners.values()) {
      await environments.ensure(owner, {
        // Building can take minutes: each message is a sign of life.
        onNote(sentence) {
          stop.sign()
          log.system('info', sentence)
        },
        signal: stop.signal,
      })
    }
    return 'ready'
  } catch (error) {
    if (
      !(error instanceof EnvironmentProblem) ||
      !(await environments.canAnotherWorkerBuild(error.pluginId, pipeline.id))
    )
      throw error
    log.system('warning', error.message)
    log.system('info', 'Another worker may have what this one lacks: the execution waits for it.')
    if (!(await log.flush())) throw error
    if (!(await context.executions.handBack(lease, log.lastLine()))) throw error
    context.log.warn(
      { executionId: lease.executionId, error: error.message },
      'Handed an execution back: an environment was not built',
    )
    return 'handed-back'
  }
}
