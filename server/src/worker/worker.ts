import { endExpired } from '../app/recover-executions.ts'
import type { EngineContext } from '../app/engine-context.ts'
import { performExecution } from '../app/perform-execution.ts'
import { takingTurns } from '../app/taking-turns.ts'
import { messageOf } from '../domain/errors.ts'
import { LEASE_SECONDS } from '../domain/execution-store.ts'
import type { WorkSource } from '../domain/ports.ts'
import type { ExecutionRecord } from '../domain/records.ts'
import { StopReason } from '../domain/stop-reason.ts'
import { holdLease, RENEW_MS } from './held-lease.ts'
import { timeLimits } from './time-limits.ts'

/** Signals wake the worker at once; this look finds what a lost signal, a `notBefore` or a lost worker left. */
const LOOK_MS = 5000

/** Beside the grace: how long a shutdown waits for ends that cannot be stored. */
const ABANDON_MS = 5000

export interface Worker extends AsyncDisposable {
  /** Resolves when nothing is performed and nothing is due. */
  idle(): Promise<void>
}

interface WorkerOptions {
  context: EngineContext
  source: WorkSource
  /** Shown on the executions that it performs. */
  name: string
  /** Executions at once. */
  concurrency: number
  /** How long executions under way may go on when the worker is disposed, before they are stopped. */
  drainMs?: number
  /** How often leases are renewed. */
  renewMs?: number
}

interface Performing {
  cancel: AbortController
  force: AbortController
  done: Promise<void>
}

/**
 * Takes pending executions, oldest first, and performs up to `concurrency` of them at once. Disposing takes no more,
 * lets those under way go on for `drainMs`, stops the others (they become failed/interrupted) and leaves no process.
 */
export function startWorker(options: WorkerOptions): Worker {
  const { context, source, name, concurrency, renewMs = RENEW_MS, drainMs = 0 } = options
  const performing = new Map<string, Performing>()
  const stopping = new AbortController()
  const abandoned = new AbortController()
  let looking: Promise<void> = Promise.resolve()
  let alarm: NodeJS.Timeout | undefined

  /** Looks are made one after the other, so that the count of free slots is true. */
  const look = (): Promise<void> => {
    looking = looking.then(claimAll).catch((error: unknown) => {
      context.log.error({ error: messageOf(error) }, 'Taking pending executions failed')
    })
    return looking
  }

  const claimAll = async (): Promise<void> => {
    clearTimeout(alarm)
    const turn = takingTurns()
    while (!stopping.signal.aborted && performing.size < concurrency) {
      await turn()
      const token = context.newId()
      const execution = await context.executions.claim(name, token, context.clock.now(), LEASE_SECONDS)
      if (execution === undefined) return setAlarm()
      perform(execution, token)
    }
  }

  /** Looks again at the very moment when an attempt comes due or a hold ends. */
  const setAlarm = async (): Promise<void> => {
    const now = context.clock.now()
    const next = await context.executions.nextStart(now)
    const wait = next === null ? LOOK_MS : Date.parse(next) - now.getTime()
    if (wait < LOOK_MS && !stopping.signal.aborted) alarm = setTimeout(() => void look(), wait)
  }

  const perform = (execution: ExecutionRecord, token: string): void => {
    const cancel = new AbortController()
    const force = new AbortController()
    context.log.info(
      { executionId: execution.id, pipelineId: execution.pipelineId, worker: name },
      'An execution starts',
    )
    const work = async (): Promise<void> => {
      const lease = { executionId: execution.id, token }
      using _lease = holdLease(context, lease, cancel, force, renewMs)
      using limits = await timeLimits(context, execution, cancel)
      await performExecution(context, execution, lease, {
        signal: cancel.signal,
        forceSignal: force.signal,
        lost: () => cancel.abort(new StopReason('lease-lost')),
        unstorable: (reason) => cancel.abort(new StopReason('storage', reason)),
        abandon: abandoned.signal,
        sign: () => limits.sign(),
      })
    }
    const done = work()
      .catch((error: unknown) => {
        // Its lease runs out, then it is ended as interrupted.
        context.log.error(
          { executionId: execution.id, error: messageOf(error) },
          'The end of an execution could not be stored',
        )
      })
      .then(() => {
        performing.delete(execution.id)
        if (!stopping.signal.aborted) void look()
      })
    performing.set(execution.id, { cancel, force, done })
  }

  /** Waits for the end of what is performed, at most `drainMs`. */
  const drain = async (): Promise<void> => {
    if (drainMs === 0 || performing.size === 0) return
    context.log.info({ executions: performing.size, drainMs }, 'Waiting for executions to end')
    const ended = Promise.all(Array.from(performing.values(), ({ done }) => done))
    const { promise: limit, resolve } = Promise.withResolvers<void>()
    const timer = setTimeout(resolve, drainMs)
    await Promise.race([ended, limit])
    clearTimeout(timer)
  }

  const stopListening = source.listen({
    pending: () => void look(),
    cancelRequested: (id) => performing.get(id)?.cancel.abort(new StopReason('cancel')),
    forceRequested(id) {
      performing.get(id)?.cancel.abort(new StopReason('cancel'))
      performing.get(id)?.force.abort(new StopReason('cancel'))
    },
  })
  const timer = setInterval(() => {
    void look()
    void endExpired(context, (id) => performing.has(id)).catch((error: unknown) => {
      context.log.error({ error: messageOf(error) }, 'Looking for lost executions failed')
    })
  }, LOOK_MS)
  void look()

  return {
    async idle() {
      await look()
      while (performing.size > 0) {
        await Promise.all(Array.from(performing.values(), ({ done }) => done))
        await look()
      }
    },
    async [Symbol.asyncDispose]() {
      stopping.abort()
      clearInterval(timer)
      await looking
      clearTimeout(alarm)
      await drain()
      for (const { cancel } of performing.values()) cancel.abort(new StopReason('shutdown'))
      // Ends that cannot be stored do not hold up the shutdown: the next start ends them as interrupted.
      const abandon = setTimeout(() => abandoned.abort(), context.graceMs + ABANDON_MS)
      await Promise.all(Array.from(performing.values(), ({ done }) => done))
      clearTimeout(abandon)
      stopListening()
    },
  }
}
