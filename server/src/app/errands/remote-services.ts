import type { Role } from '@flx/shared/access/role'
import type { HostPython } from '@flx/shared/plugins/environment'
import { isUnsettled } from '@flx/shared/plugins/plugin'

import { AppError } from '../../domain/core/errors.ts'
import type { EventLog } from '../../domain/core/ports.ts'
import type { ErrandStore } from '../../domain/errands/errand-store.ts'
import type { LoadedRowsReader } from '../executions/loaded-rows.ts'
import type { PipelinePreviews } from '../pipelines/preview/preview-pipeline.ts'
import type { PipelineStreams } from '../pipelines/streams/pipeline-streams.ts'
import { nowText, type Actor, type AppContext } from '../core/context.ts'
import type { Installations } from '../plugins/install-plugin.ts'
import { findPlugin } from '../plugins/show-plugin.ts'
import type { PluginTrials } from '../plugins/trials/plugin-trials.ts'
import type { AskWorker } from './errands.ts'
import { draftNeeds, needsOf } from './needs.ts'

const NOTHING_TO_DISPOSE = { [Symbol.asyncDispose]: () => Promise.resolve() }

/** Runs trials on a worker. */
export const remoteTrials = (ask: AskWorker, errandStore: Pick<ErrandStore, 'labelsOf'>): PluginTrials => ({
  async test(id, options, { actor, role }, signal) {
    const { pipelineId, requiredLabels } = options.tried ?? {}
    const needs = await draftNeeds(errandStore, pipelineId, requiredLabels, { role })
    return (await ask('test', id, { options, actor, role }, { signal, needs })) as never
  },
  invoke: (id, invocation, actor, signal) =>
    ask('invoke', id, { what: invocation, actor }, { signal }) as never,
  describe: (id, actor, signal) => ask('describe', id, { actor }, { signal }) as never,
  ...NOTHING_TO_DISPOSE,
})

/** Runs previews on a worker. */
export const remotePreviews = (
  ask: AskWorker,
  errandStore: Pick<ErrandStore, 'labelsOf'>,
): PipelinePreviews => ({
  // A draft is passed on as received. The worker merges its secrets and checks the rest of the author's role.
  async show(id, request, { actor, role }, signal) {
    const needs = await draftNeeds(errandStore, id, request.draft?.requiredLabels, { role })
    return (await ask('preview', id ?? '', { request, actor, role }, { signal, needs })) as never
  },
  ...NOTHING_TO_DISPOSE,
})

/** Reads loaded rows on a worker. */
export const remoteLoadedRows = (
  ask: AskWorker,
  { executions }: Pick<AppContext, 'executions'>,
): LoadedRowsReader => ({
  async show(id, request, actor, signal) {
    const pipelineId = (await executions.find(id))?.pipelineId
    return (await ask('loaded-rows', id, { request, actor }, { signal, needs: needsOf(pipelineId) })) as never
  },
  ...NOTHING_TO_DISPOSE,
})

/** Discovers streams on a worker. Streams that are already known are read here. */
export function remoteStreams(
  ask: AskWorker,
  local: PipelineStreams,
  context: Pick<AppContext, 'clock'>,
): PipelineStreams {
  const inProgress = new Map<string, { answer: Promise<unknown>; since: string; cancel: AbortController }>()
  return {
    show: (pipelineId) => local.show(pipelineId),
    async discover(pipelineId) {
      const running = inProgress.get(pipelineId)
      if (running !== undefined) return running.answer as never
      const cancel = new AbortController()
      const answer = ask('discover', pipelineId, {}, { signal: cancel.signal, needs: needsOf(pipelineId) })
      inProgress.set(pipelineId, { answer, since: nowText(context), cancel })
      try {
        return (await answer) as never
      } catch (error) {
        if (cancel.signal.aborted) throw new AppError('conflict', 'The discovery was stopped.')
        throw error
      } finally {
        inProgress.delete(pipelineId)
      }
    },
    cancel: (pipelineId) => inProgress.get(pipelineId)?.cancel.abort(),
    discoveringSince: (pipelineId) => inProgress.get(pipelineId)?.since ?? null,
    ...NOTHING_TO_DISPOSE,
  }
}

/** Runs installations on a worker, which answers when one has started and continues in the background. */
export function remoteInstallations(
  ask: AskWorker,
  local: Installations,
  context: Pick<AppContext, 'plugins' | 'pipelines'> & { events: EventLog },
): Installations {
  const begin = async (kind: Parameters<AskWorker>[0], id: string, request: object): Promise<void> => {
    await ask(kind, id, request)
  }
  return {
    // Uninstalling writes to the database and removes a folder that is not here; the workers remove theirs.
    uninstall: (id, actor, options) => local.uninstall(id, actor, options),
    cancel: (id, actor) => local.cancel(id, actor),
    install: (id, actor) => begin('install', id, { actor }),
    upgrade: (id, version, actor) => begin('upgrade', id, { version: version ?? null, actor }),
    rollBack: (id, actor) => begin('roll-back', id, { actor }),
    mend: (id, { revision, python }, actor) =>
      begin('mend', id, { revision, ...(python === undefined ? {} : { python }), actor }),
    async installToEnd(id, actor, signal) {
      await begin('install', id, { actor })
      const { installStatus, installError } = await waitUntilSettled(context, id, signal, () =>
        local.cancel(id, actor),
      )
      if (installStatus !== 'installed') {
        throw new AppError('invalid', installError ?? 'The installation did not succeed.')
      }
    },
    idle: () => local.idle(),
    ...NOTHING_TO_DISPOSE,
  }
}

/** Lists the Pythons on a worker's machine. */
export const remotePythons =
  (ask: AskWorker) =>
  (id: string, signal: AbortSignal): Promise<(HostPython & { fits: boolean })[]> =>
    ask('pythons', id, {}, { signal }) as never

/** Waits for an installation to end and returns the plugin. An abort cancels the installation first. */
async function waitUntilSettled(
  context: Pick<AppContext, 'plugins'> & { events: EventLog },
  id: string,
  signal: AbortSignal,
  cancel: () => Promise<void>,
) {
  const { promise, resolve, reject } = Promise.withResolvers<Awaited<ReturnType<typeof findPlugin>>>()
  const check = (): void => {
    findPlugin(context, id).then((plugin) => {
      if (!isUnsettled(plugin)) resolve(plugin)
    }, reject)
  }
  const stopListening = context.events.onAppend(check, ['plugin.changed'])
  const abort = (): void => void cancel().catch(() => undefined)
  signal.addEventListener('abort', abort, { once: true })
  check()
  try {
    return await promise
  } finally {
    stopListening()
    signal.removeEventListener('abort', abort)
  }
}

interface LocalServices {
  installations: Installations
  trials: PluginTrials
  previews: PipelinePreviews
  loadedRows: Pick<LoadedRowsReader, 'show'>
  streams: PipelineStreams
  pythons: (id: string, signal: AbortSignal) => Promise<unknown>
}

/** A request as this installation's own nodes send it. */
interface ErrandRequest {
  actor: Actor
  role: Role
  options: Parameters<PluginTrials['test']>[1]
  what: Parameters<PluginTrials['invoke']>[1]
  request: never
  version: string | null
  revision: number
  python?: string
}

/** Runs one errand on a worker, by its kind. */
export function performErrand(
  local: LocalServices,
  { kind, subject, request }: { kind: Parameters<AskWorker>[0]; subject: string; request: unknown },
  signal: AbortSignal,
): Promise<unknown> {
  const { actor, ...options } = request as ErrandRequest
  switch (kind) {
    case 'install':
      return local.installations.install(subject, actor)
    case 'upgrade':
      return local.installations.upgrade(subject, options.version ?? undefined, actor)
    case 'roll-back':
      return local.installations.rollBack(subject, actor)
    case 'mend':
      return local.installations.mend(subject, options, actor)
    case 'pythons':
      return local.pythons(subject, signal)
    case 'test':
      return local.trials.test(subject, options.options, { actor, role: options.role }, signal)
    case 'invoke':
      return local.trials.invoke(subject, options.what, actor, signal)
    case 'describe':
      return local.trials.describe(subject, actor, signal)
    case 'preview':
      return local.previews.show(
        subject === '' ? null : subject,
        options.request,
        { actor, role: options.role },
        signal,
      )
    case 'loaded-rows':
      return local.loadedRows.show(subject, options.request, actor, signal)
    case 'discover': {
      signal.addEventListener('abort', () => local.streams.cancel(subject), { once: true })
      return local.streams.discover(subject)
    }
  }
}
