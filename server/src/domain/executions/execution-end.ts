import type { Step } from '@flx/shared/executions/step'

import type { ExecutionResult } from '../core/records.ts'

type End = Pick<ExecutionResult, 'status' | 'outcome' | 'errorMessage'>

/** The status of an ended execution: cancelled if that was requested, even if its processes were faster. */
export function storedEnd(end: End, cancelRequested: boolean): End {
  if (!cancelRequested) return end
  const errorMessage = end.status === 'success' ? null : end.errorMessage
  return { status: 'cancelled', outcome: 'cancelled', errorMessage }
}

/** The traces of an abandoned execution, each with its time. */
export interface LastSigns {
  startedAt: string | null
  leaseExpiresAt: string | null
  /** What its lease was renewed by. */
  leaseSeconds: number
  stateConfirmedAt: string | null
  /** The last line of its log. */
  loggedAt: string | null
  steps: readonly Pick<Step, 'startedAt' | 'finishedAt'>[]
}

/**
 * The last sign of life of an abandoned execution: its lease was renewed, a state was confirmed, a line was logged, a
 * step began or ended. The server may have been off for days since.
 */
export function lastSignOf(
  { startedAt, leaseExpiresAt, leaseSeconds, stateConfirmedAt, loggedAt, steps }: LastSigns,
  now: string,
): string {
  if (leaseExpiresAt === null) return now
  const renewed = new Date(Date.parse(leaseExpiresAt) - leaseSeconds * 1000).toISOString()
  const times = steps.flatMap((step) => [step.startedAt, step.finishedAt])
  const signs = [startedAt, stateConfirmedAt, loggedAt, ...times].filter((at) => at !== null)
  const last = signs.reduce((latest, at) => (at > latest ? at : latest), renewed)
  return last < now ? last : now
}

/** A step of an abandoned execution. */
export function abandonedStep(step: Step, at: string): Step {
  if (step.status === 'running') return { ...step, status: 'failed', finishedAt: at, outcome: 'killed' }
  return step.status === 'waiting' ? { ...step, status: 'skipped' } : step
}
