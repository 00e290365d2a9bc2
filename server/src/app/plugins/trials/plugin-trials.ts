import type { Plugin } from '@flx/shared/plugins/plugin'
import type { PluginInvocation, PluginTest } from '@flx/shared/plugins/plugin-actions'

import { AppError, conflict } from '../../../domain/core/errors.ts'
import type { Actor, AppContext, Asker } from '../../core/context.ts'
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
  test(pluginId: string, options: TestOptions, asker: Asker, signal: AbortSignal): Promise<PluginTest>
  /** Runs the program with one fixed argument and returns its output. */
  invoke(pluginId: string, what: InvokeRequest, actor: Actor, signal: AbortSignal): Promise<PluginInvocation>
  /** Asks the program for its settings. */
  describe(pluginId: string, actor: Actor, signal: AbortSignal): Promise<Plugin>
}

/** Maximum number of simultaneous programs: each can use a core and a connection. */
const LIMIT = 8

export function createPluginTrials(context: EngineContext & AppContext): PluginTrials {
  const underWay = new Map<string, Promise<unknown>>()
  const stop = new AbortController()

  async function alone<T>(
    pluginId: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (stop.signal.aborted) throw new AppError('unavailable', 'The server is shutting down.')
    if (underWay.has(pluginId)) throw conflict('This plugin is already being tested. Wait for the result.')
    if (underWay.size >= LIMIT) {
      throw new AppError(
        'too-many-requests',
        `${LIMIT} plugins are already being tested. Wait until one ends.`,
      )
    }
    const going = work(AbortSignal.any([stop.signal, signal]))
    underWay.set(pluginId, going)
    try {
      return await going
    } finally {
      underWay.delete(pluginId)
    }
  }

  return {
    test: (id, options, { actor }, signal) =>
      alone(id, signal, (both) => testPlugin(context, id, options, actor, both)),
    invoke: (id, what, actor, signal) =>
      alone(id, signal, (both) => invokePlugin(context, id, what, actor, both)),
    describe: (id, actor, signal) => alone(id, signal, (both) => describePlugin(context, id, actor, both)),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.allSettled(underWay.values())
    },
  }
}
