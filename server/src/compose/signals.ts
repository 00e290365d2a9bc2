import {
  hintsAcrossProcesses,
  sessionEndsAcrossProcesses,
  workAcrossProcesses,
} from '../adapters/queue/across-processes.ts'
import { embeddedHintBus } from '../adapters/queue/embedded-hint-bus.ts'
import { embeddedSessionEnds } from '../adapters/queue/embedded-session-ends.ts'
import { embeddedWorkSignal } from '../adapters/queue/embedded-work-signal.ts'
import { postgresSignals } from '../adapters/queue/postgres-signals.ts'
import type { Config } from '../config.ts'
import type { Log } from '../domain/core/log.ts'
import type { ErrandSignal } from '../domain/errands/errand-store.ts'
import type { HintBus, SessionEnds, WorkSignal, WorkSource } from '../domain/core/ports.ts'

const PASS_ON_MS = 500

/** Signals between the parts of an installation, within one process or between several. */
export interface Signals extends AsyncDisposable {
  hints: HintBus
  work: WorkSignal & WorkSource
  sessions: SessionEnds
  /** Makes the workers of other processes check the queue, at most twice a second. */
  passOn: () => void
  /** Null if one process does everything. */
  errands: ErrandSignal | null
}

/**
 * Composes the signals. `wakeFollowers` wakes the followers of the event log in this process after another
 * process has written.
 */
export async function composeSignals(
  { postgres }: Config,
  { processId, wakeFollowers }: { processId: string; wakeFollowers: (types: string) => void },
  log: Log,
): Promise<Signals> {
  const hints = embeddedHintBus((error) => log.error({ error: String(error) }, 'A listener of hints failed'))
  const work = embeddedWorkSignal()
  const sessions = embeddedSessionEnds()
  if (postgres === null) {
    const single = { passOn: () => undefined, [Symbol.asyncDispose]: () => Promise.resolve() }
    return { hints, work, sessions, errands: null, ...single }
  }
  await using opened = new AsyncDisposableStack()
  const signals = opened.use(await postgresSignals(postgres.url, processId, log))
  opened.defer(signals.listen('flx_event', wakeFollowers))
  opened.defer(signals.onGap(() => wakeFollowers('')))
  const shared = {
    hints: opened.use(hintsAcrossProcesses(hints, signals)),
    work: opened.use(workAcrossProcesses(work, signals)),
    sessions: opened.use(sessionEndsAcrossProcesses(sessions, signals)),
    errands: {
      wake: () => signals.send('flx_errand', ''),
      listen: (listener: () => void) => signals.listen('flx_errand', listener),
    },
  }
  let passedOnAt = -Infinity
  const passOn = (): void => {
    if (performance.now() < passedOnAt + PASS_ON_MS) return
    passedOnAt = performance.now()
    signals.send('flx_work', 'freed')
  }
  const resources = opened.move()
  return { ...shared, passOn, [Symbol.asyncDispose]: () => resources.disposeAsync() }
}
