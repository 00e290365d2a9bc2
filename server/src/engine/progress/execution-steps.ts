import type { Effort, Step } from '@flx/shared/executions/step'

import { messageOf } from '../../domain/core/errors.ts'
import type { Lease } from '../../domain/executions/execution-store.ts'
import type { ProcessEnd } from '../../domain/executions/processes.ts'
import type { EngineContext } from '../engine-context.ts'

/** The steps of one execution; every change is stored, in order. */
export interface ExecutionSteps {
  all(): Step[]
  command(index: number, command: string[]): void
  started(index: number, pid: number): void
  ended(index: number, end: ProcessEnd, ok: boolean): void
  /** Adds a step that became known only while the program was running. Returns its index. */
  add(step: PlannedStep): number
  /** Marks a step without a process of ours as started, as the program reports it. */
  reportedStart(index: number): void
  /** Ends such a step, as far as the program reports its end. */
  reportedEnd(index: number, status: 'success' | 'failed' | 'cancelled', exitCode: number | null): void
  /** Records the working time of a program in the pipe; stored with the next write. */
  measured(index: number, effort: Effort): void
  /** Skips a step that needed no process, such as discovery with a cached catalogue; `note` says why if that is not obvious. */
  skip(index: number, note?: string): void
  /** Fails a step that is to blame although its exit code did not show it. */
  fail(index: number): void
  /** Ends the open steps when the execution ends. */
  close(status: 'cancelled' | 'failed'): void
  /** Resolves once every change is stored. */
  saved(): Promise<void>
}

type PlannedStep = Pick<Step, 'kind' | 'plugin' | 'variant' | 'version'>

const waitingStep = (step: PlannedStep): Step => ({
  ...step,
  command: [],
  status: 'waiting',
  startedAt: null,
  finishedAt: null,
  exitCode: null,
  signal: null,
  outcome: null,
  pid: null,
})

export function createExecutionSteps(
  context: Pick<EngineContext, 'clock' | 'executions' | 'log'>,
  lease: Lease,
  planned: readonly PlannedStep[],
  onLost: () => void,
): ExecutionSteps {
  const steps: Step[] = planned.map(waitingStep)
  const all = (): Step[] => steps.map((step) => ({ ...step }))
  const now = () => context.clock.now().toISOString()
  let saving: Promise<void> = Promise.resolve()

  /** Saves one change after another, so that an older snapshot never overwrites a newer one. */
  const save = (): void => {
    saving = saving.then(async () => {
      try {
        if (!(await context.executions.saveSteps(lease, all()))) onLost()
      } catch (error) {
        context.log.warn({ executionId: lease.executionId, error: messageOf(error) }, 'Could not store steps')
      }
    })
  }
  const change = (index: number, values: Partial<Step>): void => {
    const step = steps[index]
    if (step === undefined) return
    steps[index] = { ...step, ...values }
    save()
  }

  return {
    all,
    command(index, command) {
      // Emitted with the start, which follows.
      const step = steps[index]
      if (step !== undefined) steps[index] = { ...step, command }
    },
    // If several programs run one after another, the first one sets the start.
    started: (index, pid) =>
      change(index, { status: 'running', startedAt: steps[index]?.startedAt ?? now(), pid }),
    ended(index, end, ok) {
      const started = steps[index]?.startedAt ?? null
      change(index, {
        status: ok ? 'success' : end.outcome === 'cancelled' ? 'cancelled' : 'failed',
        startedAt: started ?? now(),
        finishedAt: now(),
        exitCode: end.exitCode,
        signal: end.signal,
        outcome: end.outcome,
      })
    },
    add: (step) => steps.push(waitingStep(step)) - 1,
    reportedStart: (index) => change(index, { status: 'running', startedAt: now() }),
    reportedEnd(index, status, exitCode) {
      const outcome = status === 'cancelled' ? 'cancelled' : 'exited'
      change(index, { status, finishedAt: now(), exitCode, outcome })
    },
    measured(index, effort) {
      const step = steps[index]
      if (step !== undefined) steps[index] = { ...step, effort }
    },
    skip: (index, note) => change(index, { status: 'skipped', ...(note === undefined ? {} : { note }) }),
    fail: (index) => change(index, { status: 'failed' }),
    close(status) {
      for (const [index, step] of steps.entries()) {
        if (step.status === 'running') steps[index] = { ...step, status, finishedAt: now() }
        if (step.status === 'waiting') steps[index] = { ...step, status: 'skipped' }
      }
    },
    saved: () => saving,
  }
}
