import { hideCommand } from '../../app/settings/plugin-secrets.ts'
import { isDbt } from '../../domain/dbt/dbt-request.ts'
import { exitedCleanly, type ExecutionFolder, type StopOptions } from '../../domain/executions/processes.ts'
import { performDbt } from '../dbt/perform-dbt.ts'
import type { EngineContext } from '../engine-context.ts'
import { failed, stageFailure, succeeded, type Verdict } from '../execution-verdict.ts'
import type { Configs, RunState } from './run-state.ts'
import { createReportedFlows } from '../progress/reported-flows.ts'
import { shortenPath } from '../shorten-path.ts'

/** Runs the pipeline's transform, if any: dbt, or a program that takes a config file and a command. */
export async function performTransform(
  context: EngineContext,
  run: RunState,
  {
    folder,
    configs,
    index,
    stop,
  }: {
    folder: ExecutionFolder
    configs: Configs
    /** Index of the step. */
    index: number
    stop: StopOptions
  },
): Promise<Verdict> {
  const { plan, steps, log, execution } = run
  const program = plan.transform
  if (program === null) return succeeded()
  if (stop.signal.aborted) return failed('The execution was stopped before its transform.', [])
  if (isDbt(program)) return performDbt(context, run, { program, index, folder, stop })
  if (execution.options.from === 'failed-models') {
    log.system('warning', `${program.plugin.name} is not dbt: running the whole transform.`)
  }
  const args = [
    '--config',
    configs.get(program) ?? '',
    ...(program.argument === null ? [] : [program.argument]),
  ]
  const flows = createReportedFlows()
  if (program.plugin.bundled) log.onMetric('transform', flows.add)
  steps.command(index, [...hideCommand(program.command).map(log.mask), ...args.map(shortenPath)])
  const end = await context.starter.start(
    { command: [...program.command, ...args], cwd: context.filesFolder, env: program.env },
    {
      ...stop,
      executionId: execution.id,
      onStdout: null,
      onStdoutLine: (line) => log.process('transform', 'transform', line),
      onStderrLine: (line) => log.process('transform', 'transform', line),
      onSpawn: (pid) => steps.started(index, pid),
    },
  )
  steps.ended(index, end, exitedCleanly(end))
  const { redacted: settings } = program.resolved
  run.facts.transform = { kind: 'sql', settings, flows: flows.all() }
  if (exitedCleanly(end)) return succeeded()
  const verdict = stageFailure({ plugin: program.plugin.name, recent: log.recent('transform') }, end)
  return { ...verdict, errorMessage: log.mask(verdict.errorMessage ?? '') }
}
