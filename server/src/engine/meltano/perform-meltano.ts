import { keepsNoState, type MeltanoRun } from '@flx/shared/pipelines/runner'

import { hideRunner } from '../../app/settings/runner-secrets.ts'
import { exitedCleanly } from '../../domain/executions/processes.ts'
import { hideSecrets } from '../../app/settings/secret-settings.ts'
import type { Lease } from '../../domain/executions/execution-store.ts'
import type { ExecutionRecord, PipelineRecord } from '../../domain/core/records.ts'
import type { OpenedProject } from '../../domain/projects/run/meltano-programs.ts'
import { createMasker, maskJson } from '../../domain/settings/secrets/masker.ts'
import type { Masker } from '../../domain/core/ports.ts'
import type { EngineContext } from '../engine-context.ts'
import { failed, succeeded, type Verdict } from '../execution-verdict.ts'
import type { ExecutionLog } from '../progress/execution-log.ts'
import type { ExecutionProgress } from '../progress/execution-progress.ts'
import { createExecutionSteps, type ExecutionSteps } from '../progress/execution-steps.ts'
import type { Stop } from '../stop.ts'
import { shortenPath } from '../shorten-path.ts'
import { untilStored } from '../until-stored.ts'
import { followBlocks, MELTANO, stepOf } from './meltano-blocks.ts'
import {
  loggingEnvironment,
  meltanoCommand,
  meltanoEnvironment,
  meltanoLogConfig,
} from './meltano-process.ts'
import { PATIENCE_MS, readStates, hasStateChanged, stateToStore, type StatesById } from './meltano-state.ts'

interface Runtime {
  stop: Stop
  log: ExecutionLog
  progress: ExecutionProgress
}

/**
 * Performs an execution with one `meltano run` in its own process group. Meltano keeps the state; it is read before and after,
 * even after a failure, and a copy is stored with the pipeline.
 */
export async function performMeltano(
  context: EngineContext,
  {
    execution,
    lease,
    pipeline,
    run,
  }: { execution: ExecutionRecord; lease: Lease; pipeline: PipelineRecord; run: MeltanoRun },
  { stop, log, progress }: Runtime,
): Promise<{ verdict: Verdict; steps: ExecutionSteps | undefined }> {
  const { env, secrets } = await meltanoEnvironment(context, run)
  const masker = createMasker(secrets)
  log.setMasker(masker)
  const project = await context.meltano.open(run, env)
  const { plan } = project
  const steps = createExecutionSteps(
    context,
    lease,
    [
      { kind: 'command', plugin: 'meltano', variant: '', version: project.version },
      ...plan.blocks.map((block) => stepOf(block, log.mask)),
    ],
    stop.lost,
  )
  const before = await statesBefore(context, project, run, log)
  const shown = (await context.states.current(pipeline.id))?.value ?? null
  const start = {
    stateBefore: 'problem' in before ? maskJson(shown, masker) : maskJson(stateToStore(before), masker),
    resolvedConfig: { meltano: presentRun(run, project, masker) },
    steps: steps.all(),
  }
  if (!(await context.executions.saveStart(lease, start))) stop.lost()
  const blocks = followBlocks(
    { steps, log, onCounts: (counts) => progress.update(maskNames(counts, log.mask), 'reported') },
    plan.blocks,
  )
  const onLine = (line: string) => blocks.line(line)
  await using folder = await withDisposal(await context.folders.create(execution.id))
  const command = meltanoCommand(project.program, run, execution.fullRefresh)
  steps.command(MELTANO, command.map(log.mask).map(shortenPath))
  try {
    const logConfig = await folder.write('logging.yaml', meltanoLogConfig(env))
    const end = await context.starter.start(
      { command, cwd: project.folder, env: { ...env, ...loggingEnvironment(logConfig, execution.id) } },
      {
        ...stop,
        graceMs: context.graceMs,
        executionId: execution.id,
        onStdout: null,
        onStdoutLine: onLine,
        onStderrLine: onLine,
        onSpawn: (pid) => steps.started(MELTANO, pid),
      },
    )
    steps.ended(MELTANO, end, exitedCleanly(end))
    blocks.conclude(exitedCleanly(end) ? 'success' : end.outcome === 'cancelled' ? 'cancelled' : 'failed')
    if (exitedCleanly(end)) return { verdict: succeeded(), steps }
    const verdict = blocks.failure(end)
    return { verdict: { ...verdict, errorMessage: log.mask(verdict.errorMessage ?? '') }, steps }
  } catch (error) {
    return { verdict: failed(log.mask(String(error)), []), steps }
  } finally {
    const { killed } = await context.starter.sweep(execution.id)
    if (killed > 0)
      log.system('warning', `Ended ${killed} leftover ${killed === 1 ? 'process' : 'processes'}.`)
    const ids = [...new Set([...plan.stateIds, ...blocks.stateIds()])]
    await keepState(context, { project, before, ids, masker, log, lease, pipeline, run, stop })
  }
}

async function withDisposal<T extends { remove(): Promise<void> }>(folder: T): Promise<T & AsyncDisposable> {
  return { ...folder, [Symbol.asyncDispose]: () => folder.remove() }
}

async function statesBefore(
  context: EngineContext,
  project: OpenedProject,
  run: MeltanoRun,
  log: ExecutionLog,
): Promise<StatesById | { problem: string }> {
  if (project.plan.environment === null) {
    log.system('info', 'No environment is active, so Meltano keeps no state: everything is extracted.')
  }
  if (project.plan.stateIds.length === 0 || keepsNoState(run.run)) return new Map()
  // Before a project's first execution there is no state.
  return readStates(context, project, project.plan.stateIds, { patience: 0 })
}

interface StateUpdate {
  project: OpenedProject
  before: StatesById | { problem: string }
  ids: readonly string[]
  masker: Masker
  log: ExecutionLog
  lease: Lease
  pipeline: PipelineRecord
  run: MeltanoRun
  stop: Runtime['stop']
}

/** Stores a new version of the pipeline's state if Meltano wrote a new one. Meltano's own copy stays authoritative. */
async function keepState(context: EngineContext, update: StateUpdate): Promise<void> {
  const { project, before, ids, masker, log, lease, pipeline, run, stop } = update
  if (ids.length === 0 || keepsNoState(run.run)) return
  const after = await readStates(context, project, ids, {
    // If nothing could be read before, there might be no state at all.
    patience: stop.signal.aborted || 'problem' in before ? 500 : PATIENCE_MS,
  })
  if ('problem' in after) {
    log.system('warning', log.mask(`The state that Meltano kept could not be read: ${after.problem}.`))
    return
  }
  const value = stateToStore(after)
  const current = (await context.states.bookmark(pipeline.id))?.value ?? null
  const changed =
    'problem' in before ? JSON.stringify(current) !== JSON.stringify(value) : hasStateChanged(before, after)
  if (!changed || value === null) {
    log.system('info', 'Meltano did not change the state.')
    return
  }
  const shown = maskJson(value, masker)
  const at = context.clock.now().toISOString()
  const state = shown === value ? { value } : { value, shown }
  const hasLease = await untilStored(context, stop.abandon, () =>
    context.states.saveConfirmed(lease, pipeline.id, state, at),
  )
  if (!hasLease) stop.lost()
}

const presentRun = (run: MeltanoRun, { folder, program, plan, settings }: OpenedProject, masker: Masker) => {
  const { env } = hideRunner(run) as MeltanoRun
  return maskJson(
    {
      ...{ project: folder, executable: program, run: run.run, environment: plan.environment, env },
      settings: Object.fromEntries(
        settings.map((entry) => [
          entry.plugin,
          hideSecrets(entry.settings, entry.definitions, entry.secrets),
        ]),
      ),
    },
    masker,
  ) as Record<string, never>
}

const maskNames = <T extends { stream: string }>(counts: T[], mask: (text: string) => string): T[] =>
  counts.map((count) => ({ ...count, stream: mask(count.stream) }))
