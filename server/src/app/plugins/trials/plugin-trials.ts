import type { Plugin } from '@flx/shared/plugins/plugin'
import type { PluginInvocation, PluginTest } from '@flx/shared/plugins/plugin-actions'

import { AppError, conflict } from '../../../domain/core/errors.ts'
import type { Actor, AppContext, Requester } from '../../core/context.ts'
import { describePlugin } from './describe-plugin.ts'
import type { EngineContext } from '../../../engine/engine-context.ts'
import { invokePlugin, type InvokeRequest } from './invoke-plugin.ts'
import { testPlugin, type TestOptions } from './test-plugin.ts'

/** Starts plugins to try them out. Disposing stops and awaits running trials. */
export interface PluginTrials extends AsyncDisposable {
  /**
   * Tests a plugin. Aborting `signal` stops the program. Throws AppError `conflict` while the plugin is
   * already being tried.
   */
  test(pluginId: string, options: TestOptions, requester: Requester, signal: AbortSignal): Promise<PluginTest>
  /** Runs the program with one fixed argument and returns its output. */
  invoke(
    pluginId: string,
    request: InvokeRequest,
    actor: Actor,
    signal: AbortSignal,
  ): Promise<PluginInvocation>
  /** Asks the program for its settings. */
  describe(pluginId: string, actor: Actor, signal: AbortSignal): Promise<Plugin>
}

/** Maximum number of simultaneous programs: each can use a core and a connection. */
const LIMIT = 8

export function createPluginTrials(context: EngineContext & AppContext): PluginTrials {
  const inProgress = new Map<string, Promise<unknown>>()
  const stop = new AbortController()

  async function runAlone<T>(
    pluginId: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (stop.signal.aborted) throw new AppError('unavailable', 'The server is shutting down.')
    if (inProgress.has(pluginId)) throw conflict('This plugin is already being tested. Wait for the result.')
    if (inProgress.size >= LIMIT) {
      throw new AppError(
        'too-many-requests',
        `${LIMIT} plugins are already being tested. Wait until one ends.`,
      )
    }
    const running = work(AbortSignal.any([stop.signal, signal]))
    inProgress.set(pluginId, running)
    try {
      return await running
    } finally {
      inProgress.delete(pluginId)
    }
  }

  return {
    test: (id, options, { actor }, signal) =>
      runAlone(id, signal, (combined) => testPlugin(context, id, options, actor, combined)),
    invoke: (id, invocation, actor, signal) =>
      runAlone(id, signal, (combined) => invokePlugin(context, id, invocation, actor, combined)),
    describe: (id, actor, signal) =>
      runAlone(id, signal, (combined) => describePlugin(context, id, actor, combined)),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.allSettled(inProgress.values())
    },
  }
}
