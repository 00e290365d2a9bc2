import type { EnvironmentState } from '@flx/shared/plugins/node-environment'

import { messageOf } from '../../../domain/core/errors.ts'
import {
  EnvironmentProblem,
  type DesiredEnvironment,
  type EnvironmentReport,
  type EnvironmentStore,
  type WorkerEnvironments,
} from '../../../domain/plugins/environments.ts'
import type { EngineContext } from '../../../engine/engine-context.ts'
import { createOutput } from '../install-output.ts'

type Context = Pick<EngineContext, 'plugins' | 'installer' | 'clock' | 'log' | 'hints'> & {
  environmentReports: EnvironmentStore
  /** Name of the worker. */
  node: string
}

/** Time before executions that need a failed environment build it again. */
const RETRY_MS = 60_000
/** Time before a failed environment is built again without an execution that needs it. */
const IDLE_RETRY_MS = 10 * 60_000
/** The same limit as for an installation. */
const LIMIT_MS = 45 * 60_000

/** The result of a build: the reason of a failure or null, and notes on a success. */
interface BuildResult {
  failure: string | null
  notes: readonly string[]
}

/** Creates the environments of the worker `node` in its data folder. */
export function createWorkerEnvironments(context: Context): WorkerEnvironments {
  const { environmentReports: store, installer, clock, node } = context
  /** Running builds by plugin. */
  const building = new Map<string, { fingerprint: string; ended: Promise<BuildResult> }>()
  const stop = new AbortController()

  const isBuilt = async (desired: DesiredEnvironment): Promise<boolean> =>
    (await installer.fingerprint(desired)) === desired.fingerprint

  const report = (
    { pluginId, fingerprint }: DesiredEnvironment,
    state: EnvironmentState,
    { error = null, sizeBytes = null }: { error?: string | null; sizeBytes?: number | null } = {},
  ): Promise<void> => {
    const changedAt = clock.now().toISOString()
    return store.report({ node, pluginId, fingerprint, state, error, sizeBytes, changedAt })
  }

  /** Concurrent callers share one build. */
  function build(desired: DesiredEnvironment): Promise<BuildResult> {
    const { pluginId, fingerprint } = desired
    const running = building.get(pluginId)
    if (running?.fingerprint === fingerprint) return running.ended
    // A build of a lock replaced meanwhile uses the same folder.
    const ended = Promise.resolve(running?.ended)
      .then(() => buildNow(desired))
      .finally(() => {
        if (building.get(pluginId)?.ended === ended) building.delete(pluginId)
      })
    building.set(pluginId, { fingerprint, ended })
    return ended
  }

  async function buildNow(desired: DesiredEnvironment): Promise<BuildResult> {
    const plugin = await context.plugins.find(desired.pluginId)
    const lock = await context.plugins.lock(desired.pluginId)
    const notes: string[] = []
    if (stop.signal.aborted) return { failure: messageOf(stop.signal.reason), notes }
    if (plugin === undefined || lock?.origin?.fingerprint !== desired.fingerprint) {
      return { failure: 'It was installed again, or removed, in the meantime.', notes }
    }
    const { origin } = lock
    await report(desired, 'building')
    context.log.info(
      { plugin: desired.name, version: desired.version },
      'Building the environment of a plugin',
    )
    const { pluginId } = desired
    const output = createOutput(context, {
      ...{ pluginId, node },
      append: (lines) => store.appendOutput({ node, pluginId }, lines),
    })
    const listeners = {
      onNote(note: string): void {
        notes.push(note)
        output.line(note)
      },
      onLine: output.line,
    }
    try {
      const { sizeBytes } = await installer.build(
        plugin,
        { ...lock, origin },
        listeners,
        AbortSignal.any([stop.signal, AbortSignal.timeout(LIMIT_MS)]),
      )
      await output.end()
      await report(desired, 'ready', { sizeBytes })
      return { failure: null, notes }
    } catch (error) {
      const failure = [...notes, messageOf(stop.signal.aborted ? stop.signal.reason : error)].join(' ')
      context.log.warn({ plugin: desired.name, error: failure }, 'An environment was not built')
      output.line(failure)
      await output.end()
      await (stop.signal.aborted ? report(desired, 'missing') : report(desired, 'failed', { error: failure }))
      return { failure, notes }
    }
  }

  /** Returns the error of a recent failed build of the same lock; null if there is none. */
  function recentFailure(
    desired: DesiredEnvironment,
    lastReport: EnvironmentReport | undefined,
    retryMs: number,
  ): string | null {
    if (lastReport?.state !== 'failed' || lastReport.fingerprint !== desired.fingerprint) return null
    const since = Date.parse(lastReport.changedAt)
    if (clock.now().getTime() - since > retryMs || Date.parse(desired.lockedAt) > since) return null
    return lastReport.error ?? 'no reason is known.'
  }

  const ownReports = async (): Promise<Map<string, EnvironmentReport>> =>
    new Map((await store.ofNode(node)).map((lastReport) => [lastReport.pluginId, lastReport]))

  return {
    async ensure(plugin, { onNote = () => undefined, signal } = {}) {
      const desired = await store.desiredOf(plugin.id)
      if (desired === undefined || (await isBuilt(desired))) return
      const name = desired.version === '' ? desired.name : `${desired.name} ${desired.version}`
      const problem = (reason: string) =>
        new EnvironmentProblem(`Worker ${node} could not build ${name}: ${reason}`, desired.pluginId)
      const earlierFailure = recentFailure(desired, (await ownReports()).get(desired.pluginId), RETRY_MS)
      if (earlierFailure !== null) throw problem(earlierFailure)
      onNote(`Worker ${node} builds ${name} as it was installed.`)
      const began = clock.now().getTime()
      const { failure, notes } = await untilAborted(build(desired), signal)
      for (const note of notes) onNote(note)
      if (failure !== null) throw problem(failure)
      onNote(`Built ${name} in ${Math.max(1, Math.round((clock.now().getTime() - began) / 1000))} s.`)
    },

    canAnotherWorkerBuild: (pluginId, pipelineId) =>
      store.canAnotherWorkerBuild(node, { pluginId, pipelineId }, clock.now()),

    async reconcile(isStopped) {
      const desired = await store.desired()
      const reports = await ownReports()
      const missing: DesiredEnvironment[] = []
      for (const environment of desired) {
        if (isStopped()) return
        const latest = reports.get(environment.pluginId)
        const state = latest?.fingerprint === environment.fingerprint ? latest.state : undefined
        if (await isBuilt(environment)) {
          if (state !== 'ready') await report(environment, 'ready')
        } else if (
          !building.has(environment.pluginId) &&
          recentFailure(environment, latest, IDLE_RETRY_MS) === null
        ) {
          if (state !== 'missing') await report(environment, 'missing')
          if (!environment.unsettled) missing.push(environment)
        }
      }
      const ids = new Set(desired.map(({ pluginId }) => pluginId))
      if ([...reports.keys()].some((id) => !ids.has(id))) await store.keepOnly(node, [...ids])
      for (const name of await installer.keepOnly(await store.kept())) {
        context.log.info({ plugin: name }, 'Removed the environment of a plugin that is no longer installed')
      }
      for (const environment of missing) {
        if (isStopped()) return
        await build(environment)
      }
    },

    async [Symbol.asyncDispose]() {
      stop.abort(new Error('The worker was shut down.'))
      await Promise.allSettled([...building.values()].map(({ ended }) => ended))
    },
  }
}

/** Rejects on abort; the work continues for later callers. */
async function untilAborted<T>(work: Promise<T>, signal: AbortSignal | undefined): Promise<T> {
  if (signal === undefined) return await work
  signal.throwIfAborted()
  const { promise, reject } = Promise.withResolvers<never>()
  const abort = (): void => reject(signal.reason as Error)
  signal.addEventListener('abort', abort, { once: true })
  try {
    return await Promise.race([work, promise])
  } finally {
    signal.removeEventListener('abort', abort)
  }
}
