import type { Step } from '@flx/shared/execution'
import type { StepKind } from '@flx/shared/execution-status'

import type { Clock, ProcessEnd } from '../domain/ports.ts'

/** The steps of one execution; every change is handed to `onChange`, which stores it. */
export interface ExecutionSteps {
  all(): Step[]
  started(index: number, pid: number | null): void
  ended(index: number, end: ProcessEnd, ok: boolean): void
  /** A step that needed no process: a catalogue from the cache. */
  skip(index: number): void
  command(index: number, command: string[]): void
  /** What has not ended when the execution does. */
  close(status: 'cancelled' | 'failed'): void
}

export function createExecutionSteps(
  clock: Clock,
  planned: readonly { kind: StepKind; plugin: string }[],
  onChange: () => void,
): ExecutionSteps {
  const steps: Step[] = planned.map(({ kind, plugin }) => ({
    kind,
    plugin,
    command: [],
    status: 'waiting',
    startedAt: null,
    finishedAt: null,
    exitCode: null,
    signal: null,
    outcome: null,
    pid: null,
  }))
  const now = () => clock.now().toISOString()
  const change = (index: number, values: Partial<Step>): void => {
    const step = steps[index]
    if (step === undefined) return
    steps[index] = { ...step, ...values }
    onChange()
  }
  return {
    all: () => steps.map((step) => ({ ...step })),
    started: (index, pid) => change(index, { status: 'running', startedAt: now(), pid }),
    ended(index, end, ok) {
      change(index, {
        status: ok ? 'success' : end.outcome === 'cancelled' ? 'cancelled' : 'failed',
        startedAt: steps[index]?.startedAt ?? now(),
        finishedAt: now(),
        exitCode: end.exitCode,
        signal: end.signal,
        outcome: end.outcome,
      })
    },
    skip: (index) => change(index, { status: 'skipped' }),
    command: (index, command) => change(index, { command }),
    close(status) {
      for (const [index, step] of steps.entries()) {
        if (step.status === 'running') steps[index] = { ...step, status, finishedAt: now() }
        if (step.status === 'waiting') steps[index] = { ...step, status: 'skipped' }
      }
    },
  }
}
