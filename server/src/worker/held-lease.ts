import type { EngineContext } from '../engine/engine-context.ts'
import { messageOf } from '../domain/core/errors.ts'
import type { Lease } from '../domain/executions/execution-store.ts'
import { StopReason } from '../domain/executions/stop-reason.ts'

/** Renewals within the time of a lease: two may be lost. */
const RENEWALS = 3

/**
 * Renews a lease until disposed, and reads at each renewal whether a cancel was asked for, in case its signal was lost.
 * When the lease is lost `cancel` and `force` are aborted: the worker must stop at once and write nothing. So it is when the lease was not
 * renewed before its end because nothing could be stored; then the worker still tries to store how it ended.
 */
export function holdLease(
  context: Pick<EngineContext, 'executions' | 'clock' | 'leaseSeconds' | 'log'>,
  lease: Lease,
  cancel: AbortController,
  force: AbortController,
  renewMs = (context.leaseSeconds * 1000) / RENEWALS,
): Disposable {
  let expiresAt = expiry(context)
  let held = true

  const renew = async (): Promise<void> => {
    const next = expiry(context)
    try {
      const renewed = await context.executions.renew(lease, next.toISOString())
      if (!held) return
      if (!renewed) {
        // Another worker may perform it already: no program gets time to finish.
        cancel.abort(new StopReason('lease-lost'))
        force.abort(new StopReason('lease-lost'))
        return
      }
      expiresAt = next
      const stored = await context.executions.find(lease.executionId)
      if (!held || stored === undefined) return
      if (stored.cancelRequestedAt !== null) cancel.abort(new StopReason('cancel'))
      if (stored.forceRequestedAt !== null) force.abort(new StopReason('cancel'))
    } catch (error) {
      context.log.warn({ executionId: lease.executionId, error: messageOf(error) }, 'A lease was not renewed')
      if (held && context.clock.now() >= expiresAt) cancel.abort(new StopReason('storage', messageOf(error)))
    }
  }

  const timer = setInterval(() => void renew(), renewMs)
  // A cancel may have come between the claim and this line.
  void renew()
  return {
    [Symbol.dispose]() {
      held = false
      clearInterval(timer)
    },
  }
}

const expiry = ({ clock, leaseSeconds }: Pick<EngineContext, 'clock' | 'leaseSeconds'>): Date =>
  new Date(clock.now().getTime() + leaseSeconds * 1000)
