import { endExpired } from '../engine/recover-executions.ts'
import type { EngineContext } from '../engine/engine-context.ts'
import { performExecution } from '../engine/perform/perform-execution.ts'
import { yieldToEventLoop } from '../app/core/yield-to-event-loop.ts'
import { messageOf } from '../domain/core/errors.ts'
import type { TicketSource } from '../domain/core/jobs.ts'
import type { WorkSource } from '../domain/core/ports.ts'
import { StopReason } from '../domain/executions/stop-reason.ts'
import { claimExecution, type Claimed } from './claim-execution.ts'
import { holdLease } from './held-lease.ts'
import { watchLeases, type Watchman } from './lease-watch.ts'
import { timeLimits } from './time-limits.ts'

/** Signals wake the worker at once; polling finds what a lost signal, a `notBefore` or a lost worker left behind. */
const POLL_MS = 5000
/** Checks for expired leases within the duration of a short lease. */
const CHECKS_PER_LEASE = 6

/** Most reports of extended leases to the watchman within the duration of a lease. */
const REPORTS_PER_LEASE = 20

/** Interval between polls while the machine cannot start executions. */
const BUSY_POLL_MS = 500

/** Time that a shutdown waits for a claim. */
const CLAIM_MS = 1000

/** Time beyond the grace period that a shutdown waits for ends that cannot be stored. */
const ABANDON_MS = 5000

export interface Worker extends AsyncDisposable {
  /** Resolves once nothing is being performed and nothing is due. */
  idle(): Promise<void>
  /** Returns how many executions it performs now. */
  executing(): number
}

interface WorkerOptions {
  context: EngineContext
  source: WorkSource
  /** Given if several servers have workers: each pending execution has a ticket. */
  tickets?: TicketSource | undefined
  /** Shown on the executions that it performs. */
  name: string
  /** Most executions in parallel. */
  concurrency: number
  /** Time for which running executions may continue after disposal, before they are stopped. */
  drainMs?: number
  /** Whether the machine can start another execution now; if not, pending ones wait. */
  mayStart?: () => boolean
  /** Called at the end of a shutdown: everything that still waits for the database fails. */
  giveUp?: (() => void) | undefined
  /** Whether the database has been reachable for this long; until then, an expired lease says nothing about its worker. */
  isSteady?: (seconds: number) => boolean
  /** Whether other servers can take over executions whose lease this one has lost. */
  isShared?: boolean
  /** Kills the programs of a worker that stands still for the duration of a lease. */
  watchman?: Watchman
  /** The interval between lease renewals, if not a fraction of their duration. */
  renewMs?: number
}

/** Whether to claim with a ticket, or to check the queue without one. */
type ClaimMode = 'ticket' | 'check'

interface Performing {
  cancel: AbortController
  force: AbortController
  done: Promise<void>
}

/**
 * Takes pending executions in queue order and performs up to `concurrency` of them in parallel. Disposing takes no more, lets
 * running ones continue for `drainMs`, stops the rest (they become failed/interrupted) and leaves no process behind.
 */
export function startWorker(options: WorkerOptions): Worker {
  const { context, source, tickets, name, concurrency, renewMs, drainMs = 0, mayStart = () => true } = options
  const { isSteady = () => true, isShared = false } = options
  const { leaseSeconds } = context
  const watch = watchLeases(
    options.watchman ?? { setDeadline: () => undefined },
    (leaseSeconds * 1000) / REPORTS_PER_LEASE,
  )
  const pollMs = Math.min(POLL_MS, (leaseSeconds * 1000) / CHECKS_PER_LEASE)
  const performing = new Map<string, Performing>()
  const startedAt = context.clock.now().getTime()
  const stopping = new AbortController()
  const abandoned = new AbortController()
  let claiming: Promise<void> = Promise.resolve()
  let queuedMode: ClaimMode | undefined
  let nextClaim: NodeJS.Timeout | undefined

  /** Claims one after the other, so that the count of free slots is accurate. Claims that wait their turn are merged. */
  const claimPending = (mode: ClaimMode): Promise<void> => {
    const isQueued = queuedMode !== undefined
    if (queuedMode !== 'check') queuedMode = mode
    if (isQueued) return claiming
    claiming = claiming
      .then(() => {
        const mode = queuedMode ?? 'check'
        queuedMode = undefined
        return claimAll(mode)
      })
      .catch((error: unknown) => {
        context.log.error({ error: messageOf(error) }, 'Could not claim pending executions')
      })
    return claiming
  }

  const claimAll = async (mode: ClaimMode): Promise<void> => {
    clearTimeout(nextClaim)
    const turn = yieldToEventLoop()
    while (!stopping.signal.aborted && performing.size < concurrency) {
      await turn()
      if (!mayStart()) return void (nextClaim = setTimeout(() => void claimPending(mode), BUSY_POLL_MS))
      const ticket = mode === 'ticket' ? await tickets?.take() : undefined
      // Another worker has the ticket.
      if (mode === 'ticket' && tickets !== undefined && ticket === undefined) return scheduleClaim()
      const claimed = await claimExecution(context, name)
      if (claimed !== undefined && claimed !== 'lost') perform(claimed)
      // A ticket stands for one start, whichever execution is first in the queue.
      const ticketId = ticket ?? (claimed === 'lost' ? undefined : claimed?.execution.id)
      if (ticketId !== undefined) await tickets?.spend(ticketId)
      if (claimed !== undefined) continue
      if (ticket !== undefined && (await isWaiting(ticket))) tickets?.passOn()
      return scheduleClaim()
    }
  }

  /** Whether an execution still waits: something holds it up, or it does not fit this worker, so others can try. */
  const isWaiting = async (executionId: string): Promise<boolean> =>
    (await context.executions.find(executionId))?.status === 'pending'

  /** Claims again when a retry comes due or a hold ends. */
  const scheduleClaim = async (): Promise<void> => {
    const now = context.clock.now()
    const next = await context.executions.nextStart(now)
    const wait = next === null ? pollMs : Date.parse(next) - now.getTime()
    if (wait < pollMs && !stopping.signal.aborted)
      nextClaim = setTimeout(() => void claimPending('ticket'), wait)
  }

  const perform = ({ execution, lease, requestedAt }: Claimed): void => {
    const cancel = new AbortController()
    const force = new AbortController()
    context.log.info(
      { executionId: execution.id, pipelineId: execution.pipelineId, worker: name },
      'Execution started',
    )
    const work = async (): Promise<void> => {
      using heldLease = holdLease(
        context,
        lease,
        { cancel, force },
        { requestedAt, isShared, renewMs, watch },
      )
      using limits = await timeLimits(context, execution, cancel)
      const outcome = await performExecution(context, execution, lease, {
        signal: cancel.signal,
        forceSignal: force.signal,
        lost() {
          cancel.abort(new StopReason('lease-lost'))
          force.abort(new StopReason('lease-lost'))
        },
        storageFailed: (reason) => cancel.abort(new StopReason('storage', reason)),
        abandon: abandoned.signal,
        sign: () => limits.sign(),
        check: () => heldLease.check(),
      })
      if (outcome === 'handed-back') tickets?.passOn()
    }
    const done = work()
      .catch((error: unknown) => {
        // Its lease expires, then it is ended as interrupted.
        context.log.error(
          { executionId: execution.id, error: messageOf(error) },
          'Could not store the end of an execution',
        )
      })
      .then(() => {
        performing.delete(execution.id)
        // Its end may have made room for a waiting one.
        if (!stopping.signal.aborted) void claimPending('check')
      })
    performing.set(execution.id, { cancel, force, done })
  }

  const allEnded = (): Promise<unknown> => Promise.all(Array.from(performing.values(), ({ done }) => done))

  /** Waits for running executions to end, at most `drainMs`. */
  const drain = async (): Promise<void> => {
    if (drainMs === 0 || performing.size === 0) return
    context.log.info({ executions: performing.size, drainMs }, 'Waiting for executions to end')
    await within(allEnded(), drainMs)
  }

  const stopAll = async (): Promise<void> => {
    for (const { cancel } of performing.values()) cancel.abort(new StopReason('shutdown'))
    await allEnded()
  }

  const stopListening = source.listen({
    pending: () => void claimPending('ticket'),
    freed: () => void claimPending('check'),
    cancelRequested: (id) => performing.get(id)?.cancel.abort(new StopReason('cancel')),
    forceRequested(id) {
      performing.get(id)?.cancel.abort(new StopReason('cancel'))
      performing.get(id)?.force.abort(new StopReason('cancel'))
    },
  })
  const timer = setInterval(() => {
    void claimPending('check')
    // Workers that could not renew their leases get to renew them first.
    if (!isSteady(leaseSeconds)) return
    const includeReports = context.clock.now().getTime() - startedAt > leaseSeconds * 1000
    void endExpired(context, (id) => performing.has(id), { includeReports }).catch((error: unknown) => {
      context.log.error({ error: messageOf(error) }, 'Could not check for lost executions')
    })
  }, pollMs)
  void claimPending('check')

  return {
    executing: () => performing.size,
    async idle() {
      await claimPending('check')
      while (performing.size > 0) {
        await Promise.all(Array.from(performing.values(), ({ done }) => done))
        await claimPending('check')
      }
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      clearInterval(timer)
      // A claim that waits for the database must not delay the end of running executions.
      await within(claiming, CLAIM_MS)
      clearTimeout(nextClaim)
      await drain()
      const giveUp = (): void => {
        abandoned.abort()
        options.giveUp?.()
      }
      // Ends that cannot be stored do not delay the shutdown: the next start ends them as interrupted.
      const abandon = setTimeout(giveUp, context.graceMs + ABANDON_MS)
      await stopAll()
      clearTimeout(abandon)
      giveUp()
      await claiming
      await stopAll()
      stopListening()
    },
  }
}

async function within(work: Promise<unknown>, ms: number): Promise<void> {
  const { promise: limit, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  await Promise.race([work, limit])
  clearTimeout(timer)
}
