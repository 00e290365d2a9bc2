import type { Execution, ExecuteOptions } from '@flx/shared/execution'
import type { ExecutionTrigger } from '@flx/shared/execution-status'
import type { JsonObject } from '@flx/shared/json'
import type { FieldProblem } from '@flx/shared/problem'

import { AppError, conflict } from '../domain/errors.ts'
import type { NewExecution } from '../domain/execution-store.ts'
import type { PipelineRecord } from '../domain/records.ts'
import { executionAsked } from './audit-notes.ts'
import { noSuchSecret, strangeConfigKeys } from './check-pipeline.ts'
import { nowText, type Actor, type AppContext } from './context.ts'
import { configKeys, mapConfig, pipelinePlugins, type PlacedPlugin } from './pipeline-plugins.ts'
import { mergeSecrets } from './secret-settings.ts'
import { showExecution } from './show-execution.ts'
import { findPipeline } from './show-pipeline.ts'

type Context = Pick<
  AppContext,
  'pipelines' | 'plugins' | 'executions' | 'work' | 'clock' | 'newId' | 'concurrency'
>

/**
 * Puts a pending execution of a pipeline in the queue and wakes the worker. An inactive pipeline may be executed by hand.
 * Throws AppError `invalid` when a plugin is unknown or not installed, `conflict` while another execution is unfinished.
 */
export async function executePipeline(
  context: Context,
  pipelineId: string,
  options: ExecuteOptions,
  actor: Actor,
): Promise<Execution> {
  const pipeline = await findPipeline(context, pipelineId)
  return enqueueExecution(context, pipeline, {
    options,
    actor,
    trigger: actor.trigger,
    attempt: 1,
    retryOf: null,
    firstExecutionId: null,
  })
}

/** The common end of executing and retrying: checks the pipeline as it is now and enqueues. */
export async function enqueueExecution(
  context: Context,
  pipeline: PipelineRecord,
  wish: {
    options: ExecuteOptions
    actor: Actor
    trigger: ExecutionTrigger
    attempt: number
    retryOf: string | null
    firstExecutionId: string | null
  },
): Promise<Execution> {
  const { placed, options } = await refuseUnlessReady(context, pipeline, wish.options)
  const execution: NewExecution = {
    id: context.newId(),
    pipelineId: pipeline.id,
    pipelineName: pipeline.name,
    trigger: wish.trigger,
    triggeredBy: wish.actor.id,
    triggeredByName: wish.actor.name,
    fullRefresh: wish.options.fullRefresh,
    options,
    attempt: wish.attempt,
    retryOf: wish.retryOf,
    firstExecutionId: wish.firstExecutionId,
    queuedAt: nowText(context),
    notBefore: null,
  }
  const note = executionAsked(wish.actor, execution, options, placed)
  const result = await context.executions.enqueue(execution, note)
  if (!result.created) {
    throw conflict(
      `Cannot execute pipeline "${pipeline.name}": execution ${result.unfinishedId} has not ended yet. Wait for its end or cancel it.`,
      { executionId: result.unfinishedId },
    )
  }
  // Read before the worker is woken, so that the answer shows the pending execution.
  const shown = await showExecution(context, execution.id)
  context.work.pending()
  return shown
}

async function refuseUnlessReady(
  context: Context,
  pipeline: PipelineRecord,
  options: ExecuteOptions,
): Promise<{ placed: PlacedPlugin[]; options: ExecuteOptions }> {
  if (pipeline.archivedAt !== null) {
    throw conflict(`Cannot execute pipeline "${pipeline.name}": it is archived. Restore it first.`)
  }
  const { placed, problems } = await pipelinePlugins(context.plugins, pipeline)
  const { config } = options
  const merged = config === undefined ? {} : { config: mergedConfig(config, pipeline, placed, problems) }
  if (problems.length === 0) {
    const known = placed.flatMap(({ plugin }) => configKeys(plugin))
    problems.push(...strangeConfigKeys(config ?? {}, known))
    problems.push(...placed.map(notInstalled).filter((problem) => problem !== null))
  }
  if (problems.length === 0) return { placed, options: { ...options, ...merged } }
  throw new AppError(
    'invalid',
    `Cannot execute pipeline "${pipeline.name}": ${problems.map((problem) => problem.message).join(' ')}`,
    { fields: problems },
  )
}

/** Secrets that come back as they were shown are those of the pipeline. */
const mergedConfig = (
  config: Record<string, JsonObject>,
  pipeline: PipelineRecord,
  placed: readonly PlacedPlugin[],
  problems: FieldProblem[],
): Record<string, JsonObject> =>
  mapConfig(config, placed, (settings, definitions, key) => {
    const merged = mergeSecrets(settings, pipeline.config[key] ?? {}, definitions)
    problems.push(...merged.missing.map(({ path }) => noSuchSecret(`config.${key}.${path}`)))
    return merged.settings
  })

/** A plugin that shares another's environment is as ready as that one. */
function notInstalled({ path, plugin, parent }: PlacedPlugin): FieldProblem | null {
  const host = plugin.pipUrl === null && plugin.command === null && parent !== undefined ? parent : plugin
  if (host.installedAt !== null) return null
  const message = {
    none: `The ${plugin.type} "${host.name}" is not installed. Install it on its page under Plugins.`,
    installing: `The ${plugin.type} "${host.name}" is being installed. Execute again when that is done.`,
    uninstalling: `The ${plugin.type} "${host.name}" is being uninstalled. Install it again first.`,
    failed: `The installation of ${plugin.type} "${host.name}" failed. Look at its output under Plugins and install it again.`,
    installed: `The ${plugin.type} "${host.name}" is not installed. Install it on its page under Plugins.`,
  }[host.installStatus]
  return { path, message }
}
