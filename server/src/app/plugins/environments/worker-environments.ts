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
const AGAIN_MS = 60_000
/** Time before a failed environment is built again without an execution that needs it. */
const UNASKED_AGAIN_MS = 10 * 60_000
/** The same limit as for an installation. */
const LIMIT_MS = 45 * 60_000

/** The result of a build: the reason of a failure or null, and notes on a success. */
interface Built {
  why: string | null
  notes: readonly string[]
}

/** Creates the environments of the worker `node` in its data folder. */
export function createWorkerEnvironments(context: Context): WorkerEnvironments {
  const { environmentReports: store, installer, clock, node } = context
  /** Running builds by plugin. */
  const building = new Map<string, { fingerprint: string; ended: Promise<Built> }>()
  const stop = new AbortController()

  const isHere = async (wanted: DesiredEnvironment): Promise<boolean> =>
    (await installer.fingerprint(wanted)) === wanted.fingerprint

  const report = (
    { pluginId, fingerprint }: DesiredEnvironment,
    state: EnvironmentState,
    { error = null, sizeBytes = null }: { error?: string | null; sizeBytes?: number | null } = {},
  ): Promise<void> => {
    const changedAt = clock.now().toISOString()
    return store.report({ node, pluginId, fingerprint, state, error, sizeBytes, changedAt })
  }

  /** Concurrent callers share one build. */
  function build(wanted: DesiredEnvironment): Promise<Built> {
    const { pluginId, fingerprint } = wanted
    const known = building.get(pluginId)
    if (known?.fingerprint === fingerprint) return known.ended
    // A build of a lock replaced meanwhile uses the same folder.
    const ended = Promise.resolve(known?.ended)
      .then(() => make(wanted))
      .finally(() => {
        if (building.get(pluginId)?.ended === ended) building.delete(pluginId)
      })
    building.set(pluginId, { fingerprint, ended })
    return ended
  }

  async function make(wanted: DesiredEnvironment): Promise<Built> {
    const plugin = await context.plugins.find(wanted.pluginId)
    const lock = await context.plugins.lock(wanted.pluginId)
    const notes: string[] = []
    if (stop.signal.aborted) return { why: messageOf(stop.signal.reason), notes }
    if (plugin === undefined || lock?.origin?.fingerprint !== wanted.fingerprint) {
      return { why: 'It was installed again, or removed, in the meantime.', notes }
    }
    const { origin } = lock
    await report(wanted, 'building')
    context.log.info({ plugin: wanted.name, version: wanted.version }, 'Building the environment of a plugin')
    const { pluginId } = wanted
    const output = createOutput(context, {
      ...{ pluginId, node },
      append: (lines) => store.appendOutput({ node, pluginId }, lines),
    })
    const hears = {
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
        hears,
        AbortSignal.any([stop.signal, AbortSignal.timeout(LIMIT_MS)]),
      )
      await output.end()
      await report(wanted, 'ready', { sizeBytes })
      return { why: null, notes }
    } catch (error) {
      const why = [...notes, messageOf(stop.signal.aborted ? stop.signal.reason : error)].join(' ')
      context.log.warn({ plugin: wanted.name, error: why }, 'An environment was not built')
      output.line(why)
      await output.end()
      await (stop.signal.aborted ? report(wanted, 'missing') : report(wanted, 'failed', { error: why }))
      return { why, notes }
    }
  }

  /** Returns the error of a recent failed build of the same lock; null if there is none. */
  function failedBefore(
    wanted: DesiredEnvironment,
    known: EnvironmentReport | undefined,
    againMs: number,
  ): string | null {
    if (known?.state !== 'failed' || known.fingerprint !== wanted.fingerprint) return null
    const since = Date.parse(known.changedAt)
    if (clock.now().getTime() - since > againMs || Date.parse(wanted.lockedAt) > since) return null
    return known.error ?? 'no reason is known.'
  }

  const ownReports = async (): Promise<Map<string, EnvironmentReport>> =>
    new Map((await store.ofNode(node)).map((known) => [known.pluginId, known]))

  return {
    async ensure(plugin, { say = () => undefined, signal } = {}) {
      const wanted = await store.desiredOf(plugin.id)
      if (wanted === undefined || (await isHere(wanted))) return
      const name = wanted.version === '' ? wanted.name : `${wanted.name} ${wanted.version}`
      const problem = (why: string) =>
        new EnvironmentProblem(`Worker ${node} could not build ${name}: ${why}`, wanted.pluginId)
      const before = failedBefore(wanted, (await ownReports()).get(wanted.pluginId), AGAIN_MS)
      if (before !== null) throw problem(before)
      say(`Worker ${node} builds ${name} as it was installed.`)
      const began = clock.now().getTime()
      const { why, notes } = await untilAborted(build(wanted), signal)
      for (const note of notes) say(note)
      if (why !== null) throw problem(why)
      say(`Built ${name} in ${Math.max(1, Math.round((clock.now().getTime() - began) / 1000))} s.`)
    },

    canAnotherWorkerBuild: (pluginId, pipelineId) =>
      store.canAnotherWorkerBuild(node, { pluginId, pipelineId }, clock.now()),

    async reconcile(isStopped) {
      const wanted = await store.desired()
      const known = await ownReports()
      const missing: DesiredEnvironment[] = []
      for (const one of wanted) {
        if (isStopped()) return
        const latest = known.get(one.pluginId)
        const state = latest?.fingerprint === one.fingerprint ? latest.state : undefined
        if (await isHere(one)) {
          if (state !== 'ready') await report(one, 'ready')
        } else if (!building.has(one.pluginId) && failedBefore(one, latest, UNASKED_AGAIN_MS) === null) {
          if (state !== 'missing') await report(one, 'missing')
          if (!one.unsettled) missing.push(one)
        }
      }
      const ids = new Set(wanted.map(({ pluginId }) => pluginId))
      if ([...known.keys()].some((id) => !ids.has(id))) await store.keepOnly(node, [...ids])
      for (const name of await installer.keepOnly(await store.kept())) {
        context.log.info({ plugin: name }, 'Removed the environment of a plugin that is no longer installed')
      }
      for (const one of missing) {
        if (isStopped()) return
        await build(one)
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
