import type { Step } from '@flx/shared/executions/step'
import type { ReportEnd } from '@flx/shared/executions/report'

import type { ProcessEnd } from '../processes.ts'

/** Builds the only step of an execution that runs elsewhere. */
export const runningStep = (command: string[], startedAt: string): Step => ({
  kind: 'command',
  plugin: command[0]?.split(/[/\\]/).at(-1) ?? '',
  command,
  status: 'running',
  startedAt,
  finishedAt: null,
  exitCode: null,
  signal: null,
  outcome: null,
  pid: null,
})

/** Returns that step after its program has ended. */
export const endedStep = (
  step: Step,
  { outcome, exitCode, signal }: ProcessEnd,
  status: 'success' | 'failed' | 'cancelled',
  at: string,
): Step => ({ ...step, status, outcome, exitCode, signal, finishedAt: at })

/** Converts a reported end to a ProcessEnd. */
export function processEnd({ exitCode, signal, cancelled, startError }: ReportEnd): ProcessEnd {
  if (startError !== undefined)
    return { outcome: 'spawn-failed', exitCode: null, signal: null, error: startError }
  if (cancelled && exitCode !== 0) return { outcome: 'cancelled', exitCode, signal, error: null }
  return { outcome: signal === null ? 'exited' : 'killed', exitCode, signal, error: null }
}

/** Returns the end time. Clocks differ, so it is clamped between the start and now. */
export function finishedAt(startedAt: string | null, end: ReportEnd, now: string): string {
  const reported = new Date(end.finishedAt).toISOString()
  const clamped = startedAt !== null && reported < startedAt ? startedAt : reported
  return clamped < now ? clamped : now
}
