import { performExecution } from '../app/perform-execution.ts'
import type { EngineContext } from '../app/engine-context.ts'
import { messageOf } from '../domain/errors.ts'
import type { Lease, WorkSource } from '../domain/ports.ts'
import type { ExecutionRecord } from '../domain/records.ts'
import { StopReason } from '../domain/stop-reason.ts'

const LEASE_SECONDS = 30
const RENEW_MS = 10_000
/** Signals wake the worker at once; this look finds what a lost signal or a `notBefore` left. */
const LOOK_MS = 5000

export interface Worker extends AsyncDisposable {
  /** Resolves when nothing is performed and nothing is due. */
  idle(): Promise<void>
}

interface WorkerOptions {
  context: EngineContext
  source: WorkSource
  name: string
  /** Executions at once. */
  concurrency: number
}

interface Performing {
  cancel: AbortController
  force: AbortController
  done: Promise<void>
}

/** Takes pending executions, oldest first, and performs up to `concurrency` of them at once. */
export function startWorker({ context, source, name, concurrency }: WorkerOptions): Worker {
  const performing = new Map<string, Performing>()
  let stopping = false
  let claiming: Promise<void> = Promise.resolve()

  /** Claims are made one after the other, so that the count of free slots is true. */
  const look = (): Promise<void> => {
    claiming = claiming.then(claimAll).catch((error: unknown) => {
      context.log.error({ error: messageOf(error) }, 'Taking pending executions failed')
    })
    return claiming
  }

  const claimAll = async (): Promise<void> => {
    while (!stopping && performing.size < concurrency) {
      const token = context.newId()
      const execution = await context.executions.claim(name, token, context.clock.now(), LEASE_SECONDS)
      if (execution === undefined) return
      perform(execution, { executionId: execution.id, token })
    }
  }

  const perform = (execution: ExecutionRecord, lease: Lease): void => {
    const cancel = new AbortController()
    const force = new AbortController()
    const renewal = setInterval(() => void renew(lease, cancel, force), RENEW_MS)
    const done = limited(context, execution, cancel, () =>
      performExecution(context, execution, lease, {
        signal: cancel.signal,
        forceSignal: force.signal,
        lost: () => cancel.abort(new StopReason('lease-lost')),
      }),
    )
      .catch((error: unknown) => {
        context.log.error(
          { executionId: execution.id, error: messageOf(error) },
          'Performing an execution failed',
        )
      })
      .finally(() => {
        clearInterval(renewal)
        performing.delete(execution.id)
        void look()
      })
    performing.set(execution.id, { cancel, force, done })
    // A cancel may have come between the claim and this line.
    void renew(lease, cancel, force)
  }

  const renew = async (lease: Lease, cancel: AbortController, force: AbortController): Promise<void> => {
    try {
      const expiresAt = new Date(context.clock.now().getTime() + LEASE_SECONDS * 1000).toISOString()
      if (!(await context.executions.renew(lease, expiresAt))) return
      const stored = await context.executions.find(lease.executionId)
      if (stored !== undefined && stored.cancelRequestedAt !== null) cancel.abort(new StopReason('cancel'))
      if (stored !== undefined && stored.forceRequestedAt !== null) force.abort(new StopReason('cancel'))
      if (stored?.leaseToken !== lease.token && stored?.status === 'running') {
        cancel.abort(new StopReason('lease-lost'))
      }
    } catch (error) {
      context.log.warn({ executionId: lease.executionId, error: messageOf(error) }, 'A lease was not renewed')
    }
  }

  const stopListening = source.listen({
    pending: () => void look(),
    cancelRequested: (id) => performing.get(id)?.cancel.abort(new StopReason('cancel')),
    forceRequested(id) {
      performing.get(id)?.cancel.abort(new StopReason('cancel'))
      performing.get(id)?.force.abort(new StopReason('cancel'))
    },
  })
  const timer = setInterval(() => void look(), LOOK_MS)
  void look()

  return {
    async idle() {
      await look()
      while (performing.size > 0) {
        await Promise.all([...performing.values()].map(({ done }) => done))
        await look()
      }
    },
    async [Symbol.asyncDispose]() {
      stopping = true
      stopListening()
      clearInterval(timer)
      await claiming
      for (const { cancel } of performing.values()) cancel.abort(new StopReason('shutdown'))
      await Promise.all([...performing.values()].map(({ done }) => done))
    },
  }
}

/** Ends an execution at its pipeline's time limit. */
async function limited(
  context: EngineContext,
  execution: ExecutionRecord,
  cancel: AbortController,
  work: () => Promise<void>,
): Promise<void> {
  const pipeline = await context.pipelines.find(execution.pipelineId)
  const seconds = pipeline?.timeoutSeconds ?? null
  // Longer than a timer can count: as good as none.
  const timer =
    seconds === null || seconds > 2_000_000
      ? undefined
      : setTimeout(() => cancel.abort(new StopReason('timeout')), seconds * 1000)
  try {
    await work()
  } finally {
    clearTimeout(timer)
  }
}
