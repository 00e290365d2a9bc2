import type { EngineContext } from '../engine/engine-context.ts'
import { messageOf } from '../domain/core/errors.ts'
import type { Lease } from '../domain/executions/execution-store.ts'
import { StopReason } from '../domain/executions/stop-reason.ts'
import type { LeaseWatch } from './lease-watch.ts'

/** Renewals within the duration of a lease: two can be lost. */
const RENEWALS = 3

/** Fraction of a lease left when its programs are killed: killing and clock differences take part of it. */
const MARGIN = 0.15
/**
 * The same for a process that stands still: later, so that a process that does not can log what it stops, and its last
 * renewal is heard of in time.
 */
const FROZEN_MARGIN = 0.08

interface HoldOptions {
  /** When the lease was requested, by `performance.now()`. */
  requestedAt: number
  /** Whether another worker can take over; if so, the programs are dead before the lease ends, by this process's clock. */
  isShared: boolean
  renewMs?: number | undefined
  /** Kills the programs if this process stands still and cannot do so itself. */
  watch: LeaseWatch
}

/** A lease that is renewed until it is disposed. */
export interface HeldLease extends Disposable {
  /** Stops at once if the lease has run out and no timer has fired yet, because this process may have stood still. */
  check(): void
}

/**
 * Renews a lease until disposed, and checks at each renewal for a requested cancel, in case its signal was lost. `cancel` and
 * `force` are aborted if the lease is lost: the worker must stop at once and write nothing. They are also aborted if a lease
 * that others can take over was not renewed in time; if nothing could be stored before its end, only `cancel` is. In these two
 * cases the worker still tries to store the end.
 */
export function holdLease(
  context: Pick<EngineContext, 'executions' | 'clock' | 'leaseSeconds' | 'log'>,
  lease: Lease,
  { cancel, force }: { cancel: AbortController; force: AbortController },
  { requestedAt, isShared, watch, renewMs = (context.leaseSeconds * 1000) / RENEWALS }: HoldOptions,
): HeldLease {
  let expiresAt = expiry(context)
  let isHeld = true
  let isRenewing = false
  let isCutOff = false
  let alarm: NodeJS.Timeout | undefined
  /** When the programs are stopped, by `performance.now()`. */
  let end = Infinity
  guard(requestedAt)

  /** Does not ask the database, so that a process that is cut off from it, or stood still, finds out by itself. */
  function guard(requestedAt: number): void {
    // Once cut off, nothing runs that would have to be stopped; only the end is stored.
    if (!isShared || isCutOff) return
    clearTimeout(alarm)
    const limitAt = (margin: number) => requestedAt + context.leaseSeconds * 1000 * (1 - margin)
    end = limitAt(MARGIN)
    alarm = setTimeout(cutOff, end - performance.now())
    watch.setEnd(lease.executionId, limitAt(FROZEN_MARGIN))
  }

  function cutOff(): void {
    // Once only: further writes are guarded by the lease in the database.
    isCutOff = true
    release()
    context.log.warn(
      { executionId: lease.executionId },
      'Could not reach the database for the duration of a lease: stopping an execution that another worker might take over',
    )
    stop('cut-off')
  }

  function release(): void {
    clearTimeout(alarm)
    end = Infinity
    watch.remove(lease.executionId)
  }

  function stop(kind: 'cut-off' | 'lease-lost'): void {
    cancel.abort(new StopReason(kind))
    force.abort(new StopReason(kind))
  }

  /** Renews the lease, one renewal at a time: a renewal that waited for the database must not undo a later one. */
  const renew = async (): Promise<void> => {
    if (isRenewing || !isHeld) return
    isRenewing = true
    const requestedAt = performance.now()
    await tryRenewal(requestedAt)
    isRenewing = false
    if (performance.now() - requestedAt >= renewMs) void renew()
  }

  const tryRenewal = async (requestedAt: number): Promise<void> => {
    const nextExpiry = expiry(context)
    try {
      const renewed = await context.executions.renew(lease, nextExpiry.toISOString())
      if (!isHeld) return
      // Another worker may already perform it: kill the programs without a grace period.
      if (!renewed) return stop('lease-lost')
      // Too late: this process stood still, and its programs are dead.
      if (performance.now() >= end) return cutOff()
      expiresAt = nextExpiry
      guard(requestedAt)
      const stored = await context.executions.find(lease.executionId)
      if (!isHeld || stored === undefined) return
      if (stored.cancelRequestedAt !== null) cancel.abort(new StopReason('cancel'))
      if (stored.forceRequestedAt !== null) force.abort(new StopReason('cancel'))
    } catch (error) {
      context.log.warn({ executionId: lease.executionId, error: messageOf(error) }, 'A lease was not renewed')
      if (isHeld && context.clock.now() >= expiresAt)
        cancel.abort(new StopReason('storage', messageOf(error)))
    }
  }

  const timer = setInterval(() => void renew(), renewMs)
  // A cancel may have been requested since the claim.
  void renew()
  return {
    check() {
      if (performance.now() >= end) cutOff()
    },
    [Symbol.dispose]() {
      isHeld = false
      clearInterval(timer)
      release()
    },
  }
}

const expiry = ({ clock, leaseSeconds }: Pick<EngineContext, 'clock' | 'leaseSeconds'>): Date =>
  new Date(clock.now().getTime() + leaseSeconds * 1000)
