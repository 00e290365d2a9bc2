import type { ExecutionOutcome, RetriedOutcome } from '@flx/shared/executions/execution-status'

export interface RetryPolicy {
  /** Most attempts after the first. */
  retryAttempts: number
  /** Delay before the second attempt; doubles with each further one. */
  retryDelaySeconds: number
  retryOn: readonly RetriedOutcome[]
}

const MAX_MS = 3_600_000
/** Fraction by which the delay varies in either direction, so that attempts that failed together do not return together. */
const JITTER = 0.1

/**
 * Returns the milliseconds until the next attempt, null for none. `attempt` counts from 1, `random` is from 0 to 1. The delay
 * is at most an hour.
 */
export function nextAttemptMs(
  policy: RetryPolicy,
  ended: { attempt: number; outcome: ExecutionOutcome | null },
  random: number,
): number | null {
  if (!policy.retryOn.some((outcome) => outcome === ended.outcome)) return null
  if (ended.attempt > policy.retryAttempts) return null
  const delay = Math.min(policy.retryDelaySeconds * 1000 * 2 ** (ended.attempt - 1), MAX_MS)
  return Math.round(delay * (1 - JITTER + 2 * JITTER * random))
}
