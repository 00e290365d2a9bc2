import { messageOf } from '../../domain/core/errors.ts'
import type { Log } from '../../domain/core/log.ts'
import type { Candidate, Leadership, LedWork } from '../../domain/operations/leadership.ts'
import { startTimerLoop } from '../timer-loop.ts'

/** A leader that says nothing for so long is followed by another one. */
const TERM_MS = 6000
/** Two renewals may be lost. */
const RENEW_MS = 2000
/** Between two looks of those who wait. */
const LOOK_MS = 1000

/** A time in which this process leads. */
export interface Term {
  number: number
  /** Throws when the term may be over, without asking the database: before what cannot be taken back. */
  require(): void
}

interface LeadingOptions {
  work: LedWork
  leadership: Leadership
  candidate: Candidate
  log: Log
  /** Starts the work of a leader. It is disposed when the term is over. */
  lead: (term: Term) => Promise<AsyncDisposable>
}

/**
 * Does the work of a leader while this process leads, and otherwise waits until nobody leads. A process that was frozen,
 * or cut off from the database, ends its work by itself when its term may be over. Disposing gives the lead up.
 */
export function startLeading({ work, leadership, candidate, log, lead }: LeadingOptions): AsyncDisposable {
  const stopping = new AbortController()

  async function candidacy(): Promise<void> {
    const asked = performance.now()
    const number = await leadership.take(work, candidate, TERM_MS).catch((error: unknown) => {
      log.debug({ work, error: messageOf(error) }, 'Could not ask for the lead; retrying')
      return null
    })
    if (number === null) return
    log.info({ work, term: number }, 'This server leads')
    const over = new AbortController()
    let until = asked + TERM_MS
    const end = (): void => over.abort()
    // The time of the database is not asked: a process that stood still finds out at once.
    let alarm = setTimeout(end, until - performance.now())
    const renewing = startTimerLoop({
      log,
      failure: 'Could not renew the lead',
      pauseMs: RENEW_MS,
      async round() {
        const before = performance.now()
        if (before >= until) return end()
        if (!(await leadership.renew(work, number, TERM_MS))) return end()
        until = before + TERM_MS
        clearTimeout(alarm)
        alarm = setTimeout(end, until - performance.now())
      },
    })
    const term: Term = {
      number,
      require() {
        if (performance.now() < until && !over.signal.aborted) return
        throw new Error('Another server may lead by now.')
      },
    }
    try {
      await using _work = await lead(term)
      await aborted(AbortSignal.any([over.signal, stopping.signal]))
    } finally {
      clearTimeout(alarm)
      await renewing[Symbol.asyncDispose]()
      if (over.signal.aborted) log.warn({ work, term: number }, 'This server leads no longer')
      else await resign(number)
    }
  }

  /** Others need not wait for the end of the term. */
  const resign = (number: number): Promise<void> =>
    leadership
      .resign(work, number)
      .catch((error: unknown) => log.debug({ work, error: messageOf(error) }, 'Could not give up the lead'))

  const loop = startTimerLoop({
    log,
    failure: 'The work of the leader ended; another one follows',
    pauseMs: LOOK_MS,
    async round() {
      if (!stopping.signal.aborted) await candidacy()
    },
  })
  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await loop[Symbol.asyncDispose]()
    },
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve()
    else signal.addEventListener('abort', () => resolve(), { once: true })
  })
}
