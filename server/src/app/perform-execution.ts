import { messageOf } from '../domain/errors.ts'
import { createMasker } from '../domain/masker.ts'
import type { Lease, StopOptions } from '../domain/ports.ts'
import type { ExecutionRecord, ExecutionResult } from '../domain/records.ts'
import { stopKind } from '../domain/stop-reason.ts'
import { createConfirmedState } from './confirmed-state.ts'
import type { EngineContext } from './engine-context.ts'
import { createExecutionLog } from './execution-log.ts'
import { createExecutionProgress } from './execution-progress.ts'
import { failed, interrupted, SUCCESS, type Verdict } from './execution-verdict.ts'
import { createExecutionSteps } from './execution-steps.ts'
import { performSteps } from './perform-steps.ts'
import { plannedProcesses, resolveExecution } from './resolve-execution.ts'

/**
 * Performs a claimed execution to its end: resolves, discovers, pipes, transforms, and stores status, counts, state and
 * log through the lease. Never throws for what a connector does; when the lease is lost it stops and writes nothing.
 */
export async function performExecution(
  context: EngineContext,
  execution: ExecutionRecord,
  lease: Lease,
  stop: Omit<StopOptions, 'graceMs'> & { lost: () => void },
): Promise<void> {
  await using log = createExecutionLog(context, lease, stop.lost)
  let verdict: Verdict
  let steps: ReturnType<typeof createExecutionSteps> | undefined
  using progress = createExecutionProgress(context, execution, lease, () => log.lastLine())
  try {
    log.system('info', opening(execution))
    const plan = await resolveExecution(context, execution)
    log.setMasker(createMasker(plan.secrets))
    const before = (await context.states.current(execution.pipelineId))?.value ?? null
    const planned = plannedProcesses(plan)
    // One after the other, so that an older picture never overwrites a newer one.
    let saved = Promise.resolve(true)
    const save = (): void => {
      saved = saved.then(() => context.executions.saveSteps(lease, createdSteps.all()))
    }
    const createdSteps = createExecutionSteps(
      context.clock,
      [
        { kind: 'discover' as const, plugin: plan.extractor.plugin.name },
        ...planned.map(({ kind, plugin }) => ({ kind, plugin: plugin.name })),
      ],
      save,
    )
    steps = createdSteps
    await context.executions.saveStart(lease, {
      stateBefore: before,
      resolvedConfig: plan.redactedConfig,
      steps: steps.all(),
    })
    const state = createConfirmedState(context, {
      lease,
      pipelineId: execution.pipelineId,
      before,
      merge: execution.fullRefresh,
      onInvalid: (excerpt) => log.system('warning', `The loader wrote a state that is no JSON: ${excerpt}`),
      onLost: stop.lost,
    })
    verdict = await performSteps(context, { execution, plan, before, steps, state, log, progress, stop })
    await state.flush()
    await saved
  } catch (error) {
    verdict = failed(log.mask(messageOf(error)), [])
    context.log.warn({ executionId: execution.id, error: verdict.errorMessage }, 'An execution failed')
  }
  verdict = interrupted(stop.signal, verdict)
  if (stopKind(stop.signal) === 'lease-lost') return
  steps?.close(verdict.status === 'cancelled' ? 'cancelled' : 'failed')
  log.system(verdict.status === 'failed' ? 'error' : 'info', closing(verdict))
  await log.flush()
  const { counts, recordsProcessed } = progress.latest()
  const result: ExecutionResult = {
    ...verdict,
    recordsProcessed,
    streams: counts,
    steps: steps?.all() ?? [],
    logLines: log.lastLine(),
  }
  const status = await context.executions.finish(lease, result, context.clock.now().toISOString())
  context.log.info(
    { executionId: execution.id, pipelineId: execution.pipelineId, status, outcome: verdict.outcome },
    'An execution ended',
  )
}

const opening = (execution: ExecutionRecord): string =>
  `Execution ${execution.id} of "${execution.pipelineName}" starts (${execution.fullRefresh ? 'full refresh' : 'incremental'}, attempt ${execution.attempt}).`

const closing = (verdict: Verdict): string =>
  verdict.status === 'success'
    ? SUCCESS
    : `The execution ${verdict.status === 'failed' ? 'failed' : 'was cancelled'}${verdict.errorMessage === null ? '.' : `: ${verdict.errorMessage}`}`
