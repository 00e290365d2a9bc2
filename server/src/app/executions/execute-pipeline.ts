import type { Execution, ExecuteOptions, ExecuteRequest } from '@flx/shared/executions/execution'
import type { ExecutionTrigger } from '@flx/shared/executions/execution-status'
import type { Priority } from '@flx/shared/executions/priority'
import type { FieldProblem } from '@flx/shared/core/problem'

import { refuseDamaged } from '../../domain/core/damage.ts'
import { AppError, conflict } from '../../domain/core/errors.ts'
import type { NewExecution } from '../../domain/executions/execution-store.ts'
import { refusedAs } from '../../domain/core/store-refusal.ts'
import type { PipelineRecord, StoredOptions } from '../../domain/core/records.ts'
import { joinPaths } from '../../domain/settings/secrets/secret-paths.ts'
import { executionRequested } from '../access/audit-notes.ts'
import { noSuchSecret, unknownConfigKeys } from '../pipelines/check-pipeline.ts'
import { nowText, type AppContext, type Requester } from '../core/context.ts'
import { configKeys, pipelinePlugins, type PlacedPlugin } from '../settings/pipeline-plugins.ts'
import { mergeConfig } from '../settings/pipeline-secrets.ts'
import { requireRole } from '../access/require-role.ts'
import { presentExecution } from './show-execution.ts'
import { findPipeline } from '../pipelines/show-pipeline.ts'

type Context = Pick<
  AppContext,
  'pipelines' | 'plugins' | 'executions' | 'failures' | 'work' | 'clock' | 'newId' | 'concurrency'
>

/**
 * Queues a pending execution of a pipeline and wakes the worker. An inactive pipeline can be executed
 * manually. Throws AppError `forbidden` for one-off settings without the role editor, `invalid` if a plugin
 * is unknown or not installed, and `conflict` while another execution is unfinished.
 */
export async function executePipeline(
  context: Context,
  pipelineId: string,
  { priority, ...options }: ExecuteRequest,
  requester: Requester,
): Promise<Execution> {
  refuseConfig(requester, options)
  const pipeline = await findPipeline(context, pipelineId)
  return enqueueExecution(context, pipeline, {
    options,
    requester,
    trigger: requester.actor.trigger,
    attempt: 1,
    retryOf: null,
    firstExecutionId: null,
    priority,
  })
}

/** Checks the pipeline in its current form and queues an execution. Shared by executing and retrying. */
export async function enqueueExecution(
  context: Context,
  pipeline: PipelineRecord,
  request: {
    options: StoredOptions
    requester: Requester
    trigger: ExecutionTrigger
    attempt: number
    retryOf: string | null
    firstExecutionId: string | null
    /** Defaults to the pipeline's priority. */
    priority?: Priority | undefined
  },
): Promise<Execution> {
  refuseConfig(request.requester, request.options)
  const { actor } = request.requester
  const { placed, options } = await refuseUnlessReady(context, pipeline, request.options)
  const execution: NewExecution = {
    id: context.newId(),
    pipelineId: pipeline.id,
    pipelineName: pipeline.name,
    trigger: request.trigger,
    triggeredBy: actor.id,
    triggeredByName: actor.name,
    fullRefresh: request.options.fullRefresh,
    options,
    attempt: request.attempt,
    retryOf: request.retryOf,
    firstExecutionId: request.firstExecutionId,
    queuedAt: nowText(context),
    notBefore: null,
    priority: request.priority ?? pipeline.priority,
  }
  const note = executionRequested(actor, execution, { ...options, priority: request.priority }, placed)
  const result = await refusedAs(
    () => context.executions.enqueue(execution, note),
    ({ reason }) => (reason === 'archived' ? archivedError(pipeline) : undefined),
  )
  if (!result.created) {
    throw conflict(
      `Cannot execute pipeline "${pipeline.name}": execution ${result.unfinishedId} has not ended yet. Wait until it ends, or cancel it.`,
      { executionId: result.unfinishedId },
    )
  }
  // Before waking the worker, so that the answer shows what the execution waits for.
  const shown = await presentExecution(context, result.execution, pipeline)
  context.work.pending()
  return shown
}

const archivedError = ({ name }: PipelineRecord): AppError =>
  conflict(`Cannot execute pipeline "${name}": it is archived. Restore it first.`)

/**
 * Throws unless the requester is an editor: settings can point a connector anywhere, so they need the role that
 * changes the pipeline.
 */
function refuseConfig(requester: Requester, { config }: ExecuteOptions): void {
  if (config === undefined) return
  requireRole(requester, 'editor', 'Executing with settings that differ from the pipeline ("config")')
}

async function refuseUnlessReady(
  context: Context,
  pipeline: PipelineRecord,
  options: StoredOptions,
): Promise<{ placed: PlacedPlugin[]; options: StoredOptions }> {
  if (pipeline.archivedAt !== null) throw archivedError(pipeline)
  refuseDamaged('pipeline', pipeline)
  const { placed, problems } = await pipelinePlugins(context.plugins, pipeline)
  problems.push(...unsupportedByMeltano(pipeline, options))
  for (const { plugin, parent } of placed) {
    for (const record of parent === undefined ? [plugin] : [plugin, parent]) refuseDamaged('plugin', record)
  }
  const { config } = options
  const merged = config === undefined ? {} : mergedConfig(options, pipeline, placed, problems)
  if (problems.length === 0) {
    const knownKeys = placed.flatMap(({ plugin }) => configKeys(plugin))
    problems.push(...unknownConfigKeys(config ?? {}, knownKeys))
    problems.push(...placed.map(notInstalled).filter((problem) => problem !== null))
  }
  if (problems.length === 0) return { placed, options: { ...options, ...merged } }
  throw new AppError(
    'invalid',
    `Cannot execute pipeline "${pipeline.name}": ${problems.map((problem) => problem.message).join(' ')}`,
    { fields: problems },
  )
}

/** Returns the options that Meltano cannot apply: it reads the project, not the options of one execution. */
function unsupportedByMeltano({ runner }: PipelineRecord, options: StoredOptions): FieldProblem[] {
  if (runner.kind === 'own') return []
  return (['streams', 'limitRecords', 'config', 'from'] as const)
    .filter((field) => options[field] !== undefined)
    .map((field) => ({
      path: field,
      message: 'Meltano runs this pipeline: the only option it allows is a full refresh.',
    }))
}

/** Merges the given settings; masked secrets that are sent back keep the pipeline's values. */
function mergedConfig(
  { config = {}, secretSettings = {} }: StoredOptions,
  pipeline: PipelineRecord,
  placed: readonly PlacedPlugin[],
  problems: FieldProblem[],
): Pick<StoredOptions, 'config' | 'secretSettings'> {
  const { missing, ...merged } = mergeConfig(config, pipeline, placed)
  // Settings of a retried execution: its own values stay as secret as they were.
  for (const [key, paths] of Object.entries(secretSettings)) {
    merged.secretSettings[key] = joinPaths(merged.secretSettings[key] ?? [], paths)
  }
  problems.push(...missing.map(({ key, path }) => noSuchSecret(`config.${key}.${path}`)))
  return merged
}

/**
 * Returns the problem if a plugin is not installed. A plugin that shares another's environment is as ready as
 * that one.
 */
function notInstalled({ path, plugin, parent }: PlacedPlugin): FieldProblem | null {
  const host = plugin.pipUrl === null && plugin.command === null && parent !== undefined ? parent : plugin
  if (host.installedAt !== null) return null
  const message = {
    none: `The ${plugin.type} "${host.name}" is not installed. Install it on its page under Plugins.`,
    cancelling: `The ${plugin.type} "${host.name}" is not installed: its installation is being cancelled. Install it again.`,
    cancelled: `The installation of ${plugin.type} "${host.name}" was cancelled. Install it under Plugins.`,
    installing: `The ${plugin.type} "${host.name}" is being installed. Try again when that is done.`,
    uninstalling: `The ${plugin.type} "${host.name}" is being uninstalled. Install it again first.`,
    failed: `The installation of ${plugin.type} "${host.name}" failed. Check its output under Plugins and install it again.`,
    installed: `The ${plugin.type} "${host.name}" is not installed. Install it on its page under Plugins.`,
  }[host.installStatus]
  return { path, message }
}
