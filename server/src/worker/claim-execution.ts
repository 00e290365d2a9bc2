import type { EngineContext } from '../engine/engine-context.ts'
import type { ExecutionRecord } from '../domain/core/records.ts'
import type { Lease } from '../domain/executions/execution-store.ts'

/** Fraction of a lease that may have passed when the answer arrives. */
const LATE = 0.5

/** An execution that this worker holds. */
export interface Claimed {
  execution: ExecutionRecord
  lease: Lease
  /** When the lease was requested, by `performance.now()`. */
  requestedAt: number
}

/**
 * Claims the execution whose turn it is; undefined if there is none. An answer that took long has used up most of the lease: it
 * is renewed before anything starts. `lost`: it was too late for that, and the execution has ended.
 */
export async function claimExecution(
  context: Pick<EngineContext, 'executions' | 'clock' | 'newId' | 'leaseSeconds' | 'log'>,
  worker: string,
): Promise<Claimed | 'lost' | undefined> {
  const { executions, clock, leaseSeconds, log } = context
  let requestedAt = performance.now()
  const now = (): Date => {
    requestedAt = performance.now()
    return clock.now()
  }
  const token = context.newId()
  const execution = await executions.claim(worker, token, now, leaseSeconds)
  if (execution === undefined) return undefined
  const lease = { executionId: execution.id, token }
  if (performance.now() - requestedAt > leaseSeconds * 1000 * LATE) {
    const expiresAt = new Date(now().getTime() + leaseSeconds * 1000).toISOString()
    if (!(await executions.renew(lease, expiresAt))) {
      log.warn(
        { executionId: execution.id, worker },
        'The response to a claim was too late: its lease was lost',
      )
      return 'lost'
    }
  }
  return { execution, lease, requestedAt }
}
