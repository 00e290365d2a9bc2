import { formatNumber } from '@flx/shared/core/quantities'
import { recordsKnown } from '@flx/shared/executions/execution-status'

import { messageOf } from '../../domain/core/errors.ts'
import { createMasker, maskJson } from '../../domain/settings/secrets/masker.ts'
import type { Lease } from '../../domain/executions/execution-store.ts'
import type { ExecutionRecord } from '../../domain/core/records.ts'
import { stopKind } from '../../domain/executions/stop-reason.ts'
import { createConfirmedState } from '../confirmed-state.ts'
import { refusalSentence } from '../../domain/singer/state/state-refusals.ts'
import type { EngineContext } from '../engine-context.ts'
import { createExecutionLog, type ExecutionLog } from '../progress/execution-log.ts'
import { createExecutionProgress, type ExecutionProgress } from '../progress/execution-progress.ts'
import { createExecutionSteps, type ExecutionSteps } from '../progress/execution-steps.ts'
import { failed, applyStop, type Verdict } from '../execution-verdict.ts'
import { performMeltano } from '../meltano/perform-meltano.ts'
import { performSteps } from './perform-steps.ts'
import type { RunState } from './run-state.ts'
import { prepareEnvironments } from '../prepare-environments.ts'
import { recordLineage } from '../record-lineage.ts'
import {
  findExecutedPipeline,
  plannedProcesses,
  resolveExecution,
  type PlannedProcess,
} from '../resolve-execution.ts'
import type { Stop } from '../stop.ts'
import { untilStored } from '../until-stored.ts'

/**
 * Performs a claimed execution to its end: resolves, discovers, pipes and transforms, and stores status, counts, state and log
 * under the lease. Whatever a connector does, the execution ends with a stored status; if the lease is lost, it stops and
 * writes nothing more. Returns `handed-back` if it was returned to the queue for another worker. While the database cannot be
 * written, the end waits. Rejects only if the wait was abandoned.
 */
export async function performExecution(
  context: EngineContext,
  execution: ExecutionRecord,
  lease: Lease,
  stop: Stop,
): Promise<'ended' | 'handed-back'> {
  await using log = createExecutionLog(context, lease, { ...stop, after: execution.logLines })
  using progress = createExecutionProgress(context, execution, lease, log.lastLine, stop)
  const outcome = await perform(context, execution, lease, { stop, log, progress })
  if (outcome === 'handed-back') return outcome
  stop.check()
  const verdict = applyStop(stop.signal, outcome.verdict)
  await finish(context, execution, lease, { ...outcome, verdict, stop, log, progress })
  return 'ended'
}

/** Returns the identity of a plugin to store with the execution, because the plugin can be upgraded later. */
const usedPlugin = ({ plugin, version }: PlannedProcess) => ({
  plugin: plugin.name,
  variant: plugin.variant,
  version,
})

interface ExecutionRuntime {
  stop: Stop
  log: ExecutionLog
  progress: ExecutionProgress
}

async function perform(
  context: EngineContext,
  execution: ExecutionRecord,
  lease: Lease,
  { stop, log, progress }: ExecutionRuntime,
): Promise<{ verdict: Verdict; steps: ExecutionSteps | undefined } | 'handed-back'> {
  let steps: ExecutionSteps | undefined
  try {
    log.system('info', openingSentence(execution))
    for (const sentence of optionSentences(execution)) log.system('info', sentence)
    const pipeline = await findExecutedPipeline(context, execution)
    if (pipeline.runner.kind === 'meltano') {
      return await performMeltano(
        context,
        { execution, lease, pipeline, run: pipeline.runner },
        { stop, log, progress },
      )
    }
    if ((await prepareEnvironments(context, pipeline, lease, { stop, log })) === 'handed-back')
      return 'handed-back'
    const plan = await resolveExecution(context, execution)
    const masker = createMasker(plan.secrets)
    log.setMasker(masker)
    const before = await context.states.bookmark(execution.pipelineId)
    const shown = (await context.states.current(execution.pipelineId))?.value ?? null
    steps = createExecutionSteps(
      context,
      lease,
      [
        { kind: 'discover', ...usedPlugin(plan.extractor) },
        ...plannedProcesses(plan).map((program) => ({ kind: program.kind, ...usedPlugin(program) })),
      ],
      stop.lost,
    )
    const start = {
      stateBefore: maskJson(shown, masker),
      resolvedConfig: plan.redactedConfig,
      steps: steps.all(),
    }
    if (!(await context.executions.saveStart(lease, start))) stop.lost()
    using state = createConfirmedState(context, {
      lease,
      pipelineId: execution.pipelineId,
      before: before?.value ?? null,
      merge: execution.fullRefresh || execution.options.streams !== undefined,
      keep: execution.options.limitRecords === undefined,
      masker,
      onRefused: (refusal) => log.system(refusal === 'empty' ? 'info' : 'warning', refusalSentence(refusal)),
      onLost: stop.lost,
    })
    try {
      const run: RunState = {
        execution,
        lease,
        plan,
        before,
        steps,
        state,
        log,
        progress,
        facts: { schemas: null, transform: null },
        stop,
      }
      const verdict = await performSteps(context, run)
      if (verdict.status === 'success') await recordLineage(context, run)
      return { verdict, steps }
    } finally {
      // Even after a failure, and before the end is stored: keep what the loader confirmed.
      await untilStored(context, stop.abandon, () => state.flush())
    }
  } catch (error) {
    return { verdict: failed(log.mask(messageOf(error)), []), steps }
  }
}

async function finish(
  context: EngineContext,
  execution: ExecutionRecord,
  lease: Lease,
  {
    stop,
    log,
    progress,
    verdict,
    steps,
  }: ExecutionRuntime & { verdict: Verdict; steps: ExecutionSteps | undefined },
): Promise<void> {
  const { id: executionId, pipelineId } = execution
  const warnAbandoned = (): void =>
    context.log.warn({ executionId, pipelineId }, 'An execution was abandoned: its lease was lost')
  if (stopKind(stop.signal) === 'lease-lost') return warnAbandoned()
  const counts = progress.latest()
  const { recordsProcessed } = counts
  steps?.close(verdict.status === 'cancelled' ? 'cancelled' : 'failed')
  await steps?.saved()
  log.conclude()
  log.system(
    verdict.status === 'failed' ? 'error' : 'info',
    closingSentence(
      verdict,
      execution,
      recordsProcessed,
      recordsKnown({ steps: steps?.all() ?? [], ...counts }),
    ),
  )
  await log.flush()
  if (stop.abandon.aborted && !log.isStored()) throw stop.abandon.reason
  // Another worker ended it meanwhile.
  if (!log.isStored()) return warnAbandoned()
  const at = context.clock.now().toISOString()
  const result = {
    ...verdict,
    ...counts,
    steps: steps?.all() ?? [],
    logLines: log.lastLine(),
  }
  const status = await untilStored(context, stop.abandon, () => context.executions.finish(lease, result, at))
  context.log.info(
    { executionId, pipelineId, status: status ?? 'lease lost', outcome: verdict.outcome, recordsProcessed },
    'Execution ended',
  )
}

const openingSentence = (execution: ExecutionRecord): string =>
  `Execution ${execution.id} of "${execution.pipelineName}" started (${execution.fullRefresh ? 'full refresh' : 'incremental'}, attempt ${execution.attempt}).`

/** Returns sentences about the options that differ from the pipeline. */
function optionSentences({ options, retryOf }: ExecutionRecord): string[] {
  const { streams, limitRecords, config = {}, from } = options
  const sentences: string[] = []
  if (from !== undefined) {
    const part =
      from === 'transform' ? 'the transform' : 'the failed parts of the transform, and what depends on them'
    sentences.push(`Retrying only ${part}${retryOf === null ? '' : ` of execution ${retryOf}`}.`)
  }
  if (streams !== undefined) sentences.push(`Only these streams: ${streams.join(', ')}.`)
  if (limitRecords !== undefined) {
    sentences.push(`Record limit ${formatNumber(limitRecords)}: the state is not saved.`)
  }
  const changedSettings = Object.entries(config).filter(([, settings]) => Object.keys(settings).length > 0)
  if (changedSettings.length > 0) {
    sentences.push(
      `Settings for this execution only: ${changedSettings.map(([plugin, settings]) => `${plugin} (${Object.keys(settings).join(', ')})`).join('; ')}.`,
    )
  }
  return sentences
}

function closingSentence(
  verdict: Verdict,
  { options, retryOf }: ExecutionRecord,
  records: number,
  basis: ReturnType<typeof recordsKnown>,
): string {
  const number = `${records} ${records === 1 ? 'record' : 'records'}`
  const sentences = {
    counted: `${number} went to the loader`,
    reported: `its plugins reported ${number}`,
    unknown: 'its plugins reported no records',
  }
  const sentence =
    options.from === undefined
      ? sentences[basis]
      : `only the transform was executed, on the data that execution ${retryOf ?? 'before'} loaded`
  if (verdict.status === 'success') return `The execution succeeded; ${sentence}.`
  if (verdict.status === 'cancelled') return `The execution was cancelled; ${sentence}.`
  return `The execution failed: ${verdict.errorMessage ?? 'no reason was given'}`
}
