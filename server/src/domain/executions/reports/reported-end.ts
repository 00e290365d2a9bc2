import type { Step } from '@flx/shared/executions/step'
import type { ReportEnd } from '@flx/shared/executions/report'

import type { ProcessEnd } from '../processes.ts'

/** The only step of an execution that runs elsewhere. */
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

/** That step as its program ended. */
export const endedStep = (
  step: Step,
  { outcome, exitCode, signal }: ProcessEnd,
  status: 'success' | 'failed' | 'cancelled',
  at: string,
): Step => ({ ...step, status, outcome, exitCode, signal, finishedAt: at })

/** How the program ended, by what was reported. */
export function processEnd({ exitCode, signal, cancelled, startError }: ReportEnd): ProcessEnd {
  if (startError !== undefined)
    return { outcome: 'spawn-failed', exitCode: null, signal: null, error: startError }
  if (cancelled && exitCode !== 0) return { outcome: 'cancelled', exitCode, signal, error: null }
  return { outcome: signal === null ? 'exited' : 'killed', exitCode, signal, error: null }
}

/** When it ended. Clocks differ: not before its start, not after now. */
export function finishedAt(startedAt: string | null, end: ReportEnd, now: string): string {
  const given = new Date(end.finishedAt).toISOString()
  const least = startedAt !== null && given < startedAt ? startedAt : given
  return least < now ? least : now
}
