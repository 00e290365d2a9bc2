import { messageOf } from '../../domain/core/errors.ts'
import type { Log } from '../../domain/core/log.ts'
import type { Candidate, Leadership, LedWork } from '../../domain/operations/leadership.ts'
import { startTimerLoop } from '../timer-loop.ts'

/** A leader that is silent for this long is replaced. */
const TERM_MS = 6000
/** Two renewals can be lost. */
const RENEW_MS = 2000
/** Interval at which other processes try to take the lead. */
const CANDIDACY_INTERVAL_MS = 1000

/** A period in which this process leads. */
export interface Term {
  number: number
  /** Throws if the term may be over, without asking the database. Call it before anything irreversible. */
  require(): void
}

interface LeadingOptions {
  work: LedWork
  leadership: Leadership
  candidate: Candidate
  log: Log
  /** Starts the leader's work. It is disposed when the term is over. */
  lead: (term: Term) => Promise<AsyncDisposable>
}

/**
 * Does the leader's work while this process leads, and otherwise waits until the lead is free. A process that was frozen, or
 * cut off from the database, ends its work on its own once its term may be over. Disposing gives up the lead.
 */
export function startLeading({ work, leadership, candidate, log, lead }: LeadingOptions): AsyncDisposable {
  const stopping = new AbortController()

  async function candidacy(): Promise<void> {
    const requestedAt = performance.now()
    const number = await leadership.take(work, candidate, TERM_MS).catch((error: unknown) => {
      log.debug({ work, error: messageOf(error) }, 'Could not acquire leadership; retrying')
      return null
    })
    if (number === null) return
    log.info({ work, term: number }, 'This server is the leader')
    const termOver = new AbortController()
    let endsAt = requestedAt + TERM_MS
    const end = (): void => termOver.abort()
    // Does not use the database's time, so that a process that stood still finds out at once.
    let alarm = setTimeout(end, endsAt - performance.now())
    const renewing = startTimerLoop({
      log,
      failure: 'Could not renew leadership',
      pauseMs: RENEW_MS,
      async round() {
        const renewedAt = performance.now()
        if (renewedAt >= endsAt) return end()
        if (!(await leadership.renew(work, number, TERM_MS))) return end()
        endsAt = renewedAt + TERM_MS
        clearTimeout(alarm)
        alarm = setTimeout(end, endsAt - performance.now())
      },
    })
    const term: Term = {
      number,
      require() {
        if (performance.now() < endsAt && !termOver.signal.aborted) return
        throw new Error('Another server might be the leader now.')
      },
    }
    try {
      await using _work = await lead(term)
      await aborted(AbortSignal.any([termOver.signal, stopping.signal]))
    } finally {
      clearTimeout(alarm)
      await renewing[Symbol.asyncDispose]()
      if (termOver.signal.aborted) log.warn({ work, term: number }, 'This server is no longer the leader')
      else await resign(number)
    }
  }

  /** Spares the others the wait for the end of the term. */
  const resign = (number: number): Promise<void> =>
    leadership
      .resign(work, number)
      .catch((error: unknown) => log.debug({ work, error: messageOf(error) }, 'Could not release leadership'))

  const loop = startTimerLoop({
    log,
    failure: 'The work of the leader failed; retrying',
    pauseMs: CANDIDACY_INTERVAL_MS,
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
