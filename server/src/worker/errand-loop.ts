import { answerOf } from '../app/errands/errands.ts'
import { messageOf } from '../domain/core/errors.ts'
import type { Log } from '../domain/core/log.ts'
import type { Clock, NewId } from '../domain/core/ports.ts'
import {
  INSTALLING,
  type Errand,
  type ErrandSignal,
  type ErrandStore,
} from '../domain/errands/errand-store.ts'

/** Most errands in parallel: each can take a core and a connection. */
const LIMIT = 8
/** Delay if a signal is lost. */
const POLL_MS = 2000
const LEASE_MS = 30_000
/** Callers give up long before that. */
const MAX_AGE_MS = 60_000
/** How long a worker that cannot install leaves installations to others, which look every two seconds at the latest. */
const HEAD_START_MS = 10_000
/** Longer than any errand takes: unread answers are removed. */
const RETENTION_MS = 3_600_000

interface Context {
  errandStore: ErrandStore
  errandSignal: ErrandSignal
  clock: Clock
  newId: NewId
  log: Log
  /** Name of this worker. */
  node: string
  /** Whether plugins can be installed on this machine. */
  canInstall: () => Promise<boolean>
  /** Does an errand and returns its answer. */
  perform: (errand: Errand, signal: AbortSignal) => Promise<unknown>
}

/** Does the errands of servers that only serve pages. Disposing stops running errands and waits for them. */
export function startErrandLoop(context: Context): AsyncDisposable {
  const { errandStore: store, errandSignal, clock, newId, log, node, canInstall, perform } = context
  const running = new Map<string, { cancel: AbortController; token: string; done: Promise<void> }>()
  let stopped = false
  let polling: Promise<void> | undefined
  let pollAgain = false
  let cleanedAt = 0

  const fromNow = (ms: number): string => new Date(clock.now().getTime() + ms).toISOString()

  function poll(): void {
    pollAgain = true
    if (polling !== undefined || stopped) return
    polling = claimAll()
      .catch((error: unknown) => log.warn({ error: messageOf(error) }, 'Could not look for errands'))
      .finally(() => {
        polling = undefined
        if (pollAgain) poll()
      })
  }

  async function claimAll(): Promise<void> {
    pollAgain = false
    for (const [id, { token, cancel }] of running) {
      const leaseState = await store.renew(id, token, fromNow(LEASE_MS))
      if (leaseState !== 'held') cancel.abort(new Error('The request was withdrawn.'))
    }
    const exclusion = (await canInstall())
      ? undefined
      : { kinds: INSTALLING, requestedAfter: fromNow(-HEAD_START_MS) }
    while (!stopped && running.size < LIMIT) {
      const token = newId()
      const claimant = { node, token, leaseExpiresAt: fromNow(LEASE_MS) }
      const errand = await store.claim(claimant, fromNow(-MAX_AGE_MS), exclusion)
      if (errand === undefined) break
      start(errand, token)
    }
    if (clock.now().getTime() - cleanedAt < RETENTION_MS) return
    cleanedAt = clock.now().getTime()
    await store.removeOld(fromNow(-RETENTION_MS))
  }

  function start(errand: Errand, token: string): void {
    const { id, kind, subject } = errand
    const cancel = new AbortController()
    const work = async (): Promise<void> => {
      const answer = await answerOf(
        () => perform(errand, cancel.signal),
        (error) => log.error({ kind, subject, error: messageOf(error) }, 'An errand failed unexpectedly'),
      )
      await store.finish(id, token, answer)
      errandSignal.wake()
    }
    const done = work()
      .catch((error: unknown) => {
        log.warn({ kind, subject, error: messageOf(error) }, 'The response of an errand was not stored')
      })
      .finally(() => {
        running.delete(id)
        poll()
      })
    running.set(id, { cancel, token, done })
  }

  const stopListening = errandSignal.listen(poll)
  const timer = setInterval(poll, POLL_MS)
  poll()
  return {
    async [Symbol.asyncDispose]() {
      stopped = true
      stopListening()
      clearInterval(timer)
      await polling
      for (const { cancel } of running.values()) cancel.abort(new Error('The server is shutting down.'))
      await Promise.all([...running.values()].map(({ done }) => done))
    },
  }
}
