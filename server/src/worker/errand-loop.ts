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
const OLDEST_MS = 60_000
/** How long a worker that cannot install leaves installations to others, which look every two seconds at the latest. */
const LEAVE_MS = 10_000
/** Longer than any errand takes: unread answers are removed. */
const KEPT_MS = 3_600_000

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
  const underWay = new Map<string, { cancel: AbortController; token: string; done: Promise<void> }>()
  let stopped = false
  let looking: Promise<void> | undefined
  let again = false
  let cleanedAt = 0

  const later = (ms: number): string => new Date(clock.now().getTime() + ms).toISOString()

  function look(): void {
    again = true
    if (looking !== undefined || stopped) return
    looking = lookAll()
      .catch((error: unknown) => log.warn({ error: messageOf(error) }, 'Could not look for errands'))
      .finally(() => {
        looking = undefined
        if (again) look()
      })
  }

  async function lookAll(): Promise<void> {
    again = false
    for (const [id, { token, cancel }] of underWay) {
      const standing = await store.renew(id, token, later(LEASE_MS))
      if (standing !== 'held') cancel.abort(new Error('The request was withdrawn.'))
    }
    const leaves = (await canInstall()) ? undefined : { kinds: INSTALLING, askedAfter: later(-LEAVE_MS) }
    while (!stopped && underWay.size < LIMIT) {
      const token = newId()
      const by = { node, token, leaseExpiresAt: later(LEASE_MS) }
      const errand = await store.claim(by, later(-OLDEST_MS), leaves)
      if (errand === undefined) break
      start(errand, token)
    }
    if (clock.now().getTime() - cleanedAt < KEPT_MS) return
    cleanedAt = clock.now().getTime()
    await store.removeOld(later(-KEPT_MS))
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
        log.warn({ kind, subject, error: messageOf(error) }, 'The answer of an errand was not stored')
      })
      .finally(() => {
        underWay.delete(id)
        look()
      })
    underWay.set(id, { cancel, token, done })
  }

  const stopListening = errandSignal.listen(look)
  const polling = setInterval(look, POLL_MS)
  look()
  return {
    async [Symbol.asyncDispose]() {
      stopped = true
      stopListening()
      clearInterval(polling)
      await looking
      for (const { cancel } of underWay.values()) cancel.abort(new Error('The server is shutting down.'))
      await Promise.all([...underWay.values()].map(({ done }) => done))
    },
  }
}
