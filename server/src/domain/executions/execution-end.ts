import type { Step } from '@flx/shared/executions/step'

import type { ExecutionResult } from '../core/records.ts'

type End = Pick<ExecutionResult, 'status' | 'outcome' | 'errorMessage'>

/** Returns the stored end of an execution: cancelled if that was requested, even if its processes finished first. */
export function storedEnd(end: End, cancelRequested: boolean): End {
  if (!cancelRequested) return end
  const errorMessage = end.status === 'success' ? null : end.errorMessage
  return { status: 'cancelled', outcome: 'cancelled', errorMessage }
}

/** The traces of an abandoned execution, with their times. */
export interface SignsOfLife {
  startedAt: string | null
  leaseExpiresAt: string | null
  /** Length of each lease renewal. */
  leaseSeconds: number
  stateConfirmedAt: string | null
  /** Time of the last log line. */
  loggedAt: string | null
  steps: readonly Pick<Step, 'startedAt' | 'finishedAt'>[]
}

/**
 * Returns the last sign of life of an abandoned execution: a lease renewal, a confirmed state, a log line, or the start or end
 * of a step. The server may have been off for days since.
 */
export function lastSignOfLife(
  { startedAt, leaseExpiresAt, leaseSeconds, stateConfirmedAt, loggedAt, steps }: SignsOfLife,
  now: string,
): string {
  if (leaseExpiresAt === null) return now
  const renewed = new Date(Date.parse(leaseExpiresAt) - leaseSeconds * 1000).toISOString()
  const times = steps.flatMap((step) => [step.startedAt, step.finishedAt])
  const signs = [startedAt, stateConfirmedAt, loggedAt, ...times].filter((at) => at !== null)
  const last = signs.reduce((latest, at) => (at > latest ? at : latest), renewed)
  return last < now ? last : now
}

/** Returns a step of an abandoned execution in its final status. */
export function abandonedStep(step: Step, at: string): Step {
  if (step.status === 'running') return { ...step, status: 'failed', finishedAt: at, outcome: 'killed' }
  return step.status === 'waiting' ? { ...step, status: 'skipped' } : step
}
