import type { EngineContext } from '../engine/engine-context.ts'
import { messageOf } from '../domain/core/errors.ts'
import type { Lease } from '../domain/executions/execution-store.ts'
import { StopReason } from '../domain/executions/stop-reason.ts'
import type { LeaseWatch } from './lease-watch.ts'

/** Renewals within the time of a lease: two may be lost. */
const RENEWALS = 3

/** What is left of a lease when its programs are killed: the kill, and two clocks that differ, take some of it. */
const MARGIN = 0.1
/** The same where this process stands still: a moment later, so that one that does not can say what it stops. */
const FROZEN_MARGIN = 0.08

interface HoldOptions {
  /** By `performance.now()`: when the lease was asked for. */
  askedAt: number
  /** Whether another worker may take over: then the programs are dead before the lease ends, by the clock of this process. */
  isShared: boolean
  renewMs?: number | undefined
  /** Ends the programs when this process stands still so that it cannot. */
  watch: LeaseWatch
}

/** A lease that is renewed until it is disposed. */
export interface HeldLease extends Disposable {
  /** Stops at once when its time is over, though no timer could say so yet: this process may have stood still. */
  check(): void
}

/**
 * Renews a lease until disposed, and reads at each renewal whether a cancel was asked for, in case its signal was lost.
 * When the lease is lost `cancel` and `force` are aborted: the worker must stop at once and write nothing. So it is when a lease
 * that others may take over was not renewed in time, or when nothing could be stored before its end; then the worker still tries to
 * store how it ended.
 */
export function holdLease(
  context: Pick<EngineContext, 'executions' | 'clock' | 'leaseSeconds' | 'log'>,
  lease: Lease,
  { cancel, force }: { cancel: AbortController; force: AbortController },
  { askedAt, isShared, watch, renewMs = (context.leaseSeconds * 1000) / RENEWALS }: HoldOptions,
): HeldLease {
  let expiresAt = expiry(context)
  let held = true
  let renewing = false
  let alarm: NodeJS.Timeout | undefined
  /** By `performance.now()`: when the programs are stopped. */
  let end = Infinity
  guard(askedAt)

  /** The database is not asked: a process that is cut off from it, or stood still, finds out by itself. */
  function guard(askedAt: number): void {
    if (!isShared) return
    clearTimeout(alarm)
    const part = (margin: number) => askedAt + context.leaseSeconds * 1000 * (1 - margin)
    end = part(MARGIN)
    alarm = setTimeout(cutOff, end - performance.now())
    watch.until(lease.executionId, part(FROZEN_MARGIN))
  }

  function cutOff(): void {
    // Said once: what it still has to store is guarded by the lease in the database.
    release()
    context.log.warn(
      { executionId: lease.executionId },
      'The database was not reached for the time of a lease: an execution is stopped, as another worker may take it over',
    )
    stop('cut-off')
  }

  function release(): void {
    clearTimeout(alarm)
    end = Infinity
    watch.over(lease.executionId)
  }

  function stop(kind: 'cut-off' | 'lease-lost'): void {
    cancel.abort(new StopReason(kind))
    force.abort(new StopReason(kind))
  }

  /** One at a time: one that waited for the database must not undo a later one. */
  const renew = async (): Promise<void> => {
    if (renewing || !held) return
    renewing = true
    const asked = performance.now()
    await tryRenewal(asked)
    renewing = false
    if (performance.now() - asked >= renewMs) void renew()
  }

  const tryRenewal = async (asked: number): Promise<void> => {
    const next = expiry(context)
    try {
      const renewed = await context.executions.renew(lease, next.toISOString())
      if (!held) return
      // Another worker may perform it already: no program gets time to finish.
      if (!renewed) return stop('lease-lost')
      // It came too late: this process stood still, and its programs are dead.
      if (performance.now() >= end) return cutOff()
      expiresAt = next
      guard(asked)
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
    check() {
      if (performance.now() >= end) cutOff()
    },
    [Symbol.dispose]() {
      held = false
      clearInterval(timer)
      release()
    },
  }
}

const expiry = ({ clock, leaseSeconds }: Pick<EngineContext, 'clock' | 'leaseSeconds'>): Date =>
  new Date(clock.now().getTime() + leaseSeconds * 1000)
