import { isJsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

import { hideCommand } from '../../app/settings/plugin-secrets.ts'
import {
  readResults,
  failedSelection,
  resultsToKeep,
  type KeptResults,
} from '../../domain/dbt/dbt-artifacts.ts'
import type { DbtNodes } from '../../domain/dbt/dbt-nodes.ts'
import type { DbtProject } from '../../domain/dbt/dbt-projects.ts'
import { renderProfile } from '../../domain/dbt/dbt-profile.ts'
import { readDbtRequest, SELECTING, type DbtRequest } from '../../domain/dbt/dbt-request.ts'
import { dbtFailure } from '../../domain/dbt/dbt-failure.ts'
import {
  exitedCleanly,
  type ExecutionFolder,
  type ProcessEnd,
  type StopOptions,
} from '../../domain/executions/processes.ts'
import type { EngineContext } from '../engine-context.ts'
import { failed, stageFailure, succeeded, type Verdict } from '../execution-verdict.ts'
import type { RunState } from '../perform/run-state.ts'
import type { PlannedProcess } from '../resolve-execution.ts'
import { followDbt } from './follow-dbt.ts'
import { CATALOG, readLineage } from './read-lineage.ts'

interface Transform {
  program: PlannedProcess
  /** Index of the step. */
  index: number
  folder: ExecutionFolder
  stop: StopOptions
}

/**
 * Runs dbt: opens the project, writes its profile into the private folder, installs missing packages, and follows models, tests
 * and seeds. dbt writes its files to the private folder; the results of a failure are kept in the database.
 */
export async function performDbt(
  context: EngineContext,
  run: RunState,
  transform: Transform,
): Promise<Verdict> {
  const { execution, log, lease } = run
  const { program, folder, stop } = transform
  const request = readDbtRequest(program, { fullRefresh: execution.fullRefresh, files: context.filesFolder })
  const onLine = (line: string) => log.process('transform', 'transform', line)
  const project = await context.dbt.open(request.source, {
    executionId: execution.id,
    pipelineId: execution.pipelineId,
    stop,
    onLine,
  })
  const target = `${folder.path}/target`
  const env = await environmentOf(program, folder, project, request)
  const selection = await selectionOf(context, run, request, folder)
  if (project.needsPackages) {
    const end = await start(context, run, transform, ['deps'], env, project, onLine)
    if (!exitedCleanly(end))
      return endStep(run, transform, end, 'The packages of the dbt project could not be installed: ')
  }
  const args = [...request.command, ...varsOf(request), ...selection]
  await using follower = followDbt(context, { lease, mask: log.mask, target })
  const end = await start(context, run, transform, args, env, project, (line) => {
    if (!follower.read(line)) return onLine(line)
  })
  const results = await context.dbt.results(target)
  const nodeResults = readResults(results ?? null) ?? []
  await follower.conclude(nodeResults)
  if (exitedCleanly(end)) {
    const catalog = (): Promise<ProcessEnd> =>
      start(context, run, transform, [...CATALOG, ...varsOf(request)], env, project, onLine)
    await readLineage(context, run, { request, target, results: nodeResults, catalog })
    return endStep(run, transform, end)
  }
  const retryResults = resultsToKeep(results ?? null, follower.facts())
  if (retryResults !== undefined) await context.transforms.saveResults(lease, JSON.stringify(retryResults))
  return verdictOf(run, transform, end, request, follower.nodes)
}

async function environmentOf(
  program: PlannedProcess,
  folder: ExecutionFolder,
  project: DbtProject,
  request: DbtRequest,
): Promise<Record<string, string>> {
  const profile = renderProfile(project.profile, request.target, request.connection)
  await folder.write('profiles.yml', profile.text)
  return {
    ...program.env,
    ...profile.env,
    DBT_PROJECT_DIR: project.path,
    DBT_PROFILES_DIR: folder.path,
    DBT_TARGET_PATH: `${folder.path}/target`,
    DBT_LOG_PATH: `${folder.path}/logs`,
    DBT_LOG_LEVEL_FILE: 'none',
    DBT_SEND_ANONYMOUS_USAGE_STATS: 'false',
  }
}

const varsOf = ({ vars }: DbtRequest): string[] =>
  Object.keys(vars).length === 0 ? [] : ['--vars', JSON.stringify(vars)]

/**
 * Returns the selection for a retry from failed models. Selects everything, with a line in the log, if the failed ones are
 * unknown.
 */
async function selectionOf(
  context: EngineContext,
  { execution, log }: RunState,
  { command }: DbtRequest,
  folder: ExecutionFolder,
): Promise<string[]> {
  if (execution.options.from !== 'failed-models' || execution.retryOf === null) return []
  const text = await context.transforms.results(execution.retryOf)
  const previous = text === undefined ? undefined : parseJson(text)
  if (!isJsonObject(previous) || !isJsonObject(previous['results']) || !SELECTING.has(command[0] ?? '')) {
    log.system(
      'warning',
      `Running the whole transform: execution ${execution.retryOf} left no dbt results to continue from.`,
    )
    return []
  }
  const { results, again } = previous as unknown as KeptResults
  await folder.write('run_results.json', JSON.stringify(results))
  const succeededCount = (readResults(results) ?? []).filter(({ status }) =>
    ['success', 'pass', 'warn'].includes(status),
  ).length
  log.system(
    'info',
    `Continuing from the results of execution ${execution.retryOf}: its ${succeededCount} successful ${succeededCount === 1 ? 'node is' : 'nodes are'} skipped, unless ${succeededCount === 1 ? 'it depends' : 'they depend'} on what runs again.`,
  )
  return failedSelection({ results, again }, folder.path)
}

async function start(
  context: EngineContext,
  { execution, steps, log }: RunState,
  { program, index, stop }: Transform,
  args: readonly string[],
  env: Record<string, string>,
  project: DbtProject,
  onStdoutLine: (line: string) => void | Promise<void>,
): Promise<ProcessEnd> {
  const command = [...program.command, '--log-format', 'json', '--no-use-colors', ...args]
  steps.command(
    index,
    [...hideCommand(program.command), ...command.slice(program.command.length)].map(log.mask),
  )
  return context.starter.start(
    { command, cwd: project.path, env },
    {
      ...stop,
      executionId: execution.id,
      onStdout: null,
      onStdoutLine,
      onStderrLine: (line) => log.process('transform', 'transform', line),
      onSpawn: (pid) => steps.started(index, pid),
    },
  )
}

/** Returns the verdict from how a program ended, if dbt gave no better reason. */
function endStep(
  { steps, log }: RunState,
  { program, index }: Transform,
  end: ProcessEnd,
  prefix = '',
): Verdict {
  steps.ended(index, end, exitedCleanly(end))
  if (exitedCleanly(end)) return succeeded()
  const verdict = stageFailure({ plugin: program.plugin.name, recent: log.recent('transform') }, end)
  return { ...verdict, errorMessage: log.mask(prefix + (verdict.errorMessage ?? '')) }
}

/** Returns the verdict of a failed dbt: it exits with 1 if nodes failed, with 2 if it could not start working. */
function verdictOf(
  run: RunState,
  transform: Transform,
  end: ProcessEnd,
  { command }: DbtRequest,
  nodes: DbtNodes,
): Verdict {
  const verdict = endStep(run, transform, end)
  const sentence = dbtFailure(`${transform.program.plugin.name} ${command.join(' ')}`, nodes.parts())
  if (end.outcome !== 'exited' || sentence === null) return verdict
  return failed(run.log.mask(sentence), verdict.errorLines)
}
