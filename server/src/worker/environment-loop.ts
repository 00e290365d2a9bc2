import { messageOf } from '../domain/core/errors.ts'
import type { EventLog } from '../domain/core/ports.ts'
import { goneBefore, type EnvironmentStore, type WorkerEnvironments } from '../domain/plugins/environments.ts'
import type { EngineContext } from '../engine/engine-context.ts'
import { endLostInstallations } from '../engine/recover-executions.ts'
import { startTimerLoop } from './timer-loop.ts'
import { startWakingLoop } from './waking-loop.ts'

/** Several signs of life fit into the time after which a worker counts as gone. */
const HEARTBEAT_MS = 10_000
/** Each worker announces what it builds: a large fleet wakes the loop no more often than this. */
const MIN_PAUSE_MS = 1000
/** Interval at which failed work is retried and lost workers are noticed. */
const MAX_PAUSE_MS = 15_000

type Context = Pick<EngineContext, 'plugins' | 'installer' | 'clock' | 'log'> & {
  events: EventLog
  environmentReports: EnvironmentStore
  environments: WorkerEnvironments
  node: string
  /** Identifies the connectors' working folder. */
  files: string
}

/** Keeps the environments of this worker in line with the installed plugins, and gives signs of life. */
export function startEnvironmentLoop(context: Context): AsyncDisposable {
  const { installer, clock, log, environments, environmentReports: store, node, files } = context
  const stopping = new AbortController()
  let machine: { platform: string; python: string } | undefined
  let endedAt = 0

  const signs = startTimerLoop({
    log,
    failure: 'Could not store a heartbeat',
    pauseMs: HEARTBEAT_MS,
    async round() {
      // Detects a Python that is installed later.
      if (machine === undefined || machine.python === '') machine = await installer.machine(stopping.signal)
      await store.sign({ node, files, ...machine, seenAt: clock.now().toISOString() })
    },
  })
  const rounds = startWakingLoop({
    events: context.events,
    wakes: ['plugin.changed'],
    log,
    failure: 'Could not maintain the environments of plugins',
    async round(stopped) {
      // Environments are shown only for workers with a sign of life.
      await signs.first
      await pause(MIN_PAUSE_MS - (performance.now() - endedAt), stopping.signal)
      if (stopped()) return
      await environments.reconcile(stopped)
      const presentNodes = new Set((await store.hosts(goneBefore(clock.now()))).map((host) => host.node))
      await endLostInstallations(context, (name) => name === node || presentNodes.has(name))
      endedAt = performance.now()
    },
    sleepMs: () => Promise.resolve(MAX_PAUSE_MS),
  })

  return {
    async [Symbol.asyncDispose]() {
      stopping.abort()
      await signs[Symbol.asyncDispose]()
      await rounds[Symbol.asyncDispose]()
      await store.leave(node).catch((error: unknown) => {
        log.warn({ error: messageOf(error) }, 'Could not announce that this worker stops')
      })
    },
  }
}

/** Waits; ends early when the loop stops. */
async function pause(ms: number, signal: AbortSignal): Promise<void> {
  if (ms <= 0 || signal.aborted) return
  const { promise, resolve } = Promise.withResolvers<void>()
  const timer = setTimeout(resolve, ms)
  const wake = (): void => resolve()
  signal.addEventListener('abort', wake, { once: true })
  await promise
  clearTimeout(timer)
  signal.removeEventListener('abort', wake)
}
