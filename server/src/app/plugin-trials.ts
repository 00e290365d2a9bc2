import type { Plugin } from '@flx/shared/plugin'
import type { PluginTest } from '@flx/shared/plugin-actions'

import { AppError, conflict } from '../domain/errors.ts'
import type { Actor, AppContext } from './context.ts'
import { describePlugin } from './describe-plugin.ts'
import type { EngineContext } from './engine-context.ts'
import { testPlugin } from './test-plugin.ts'

/** Plugins that are started to see what they do. Disposing stops and awaits those under way. */
export interface PluginTrials extends AsyncDisposable {
  /** Aborting `signal` stops the program. Throws AppError `conflict` while the plugin is being tried already. */
  test(pluginId: string, actor: Actor, signal: AbortSignal): Promise<PluginTest>
  /** Asks it what settings it has. */
  describe(pluginId: string, actor: Actor, signal: AbortSignal): Promise<Plugin>
}

/** Programs at once: each may take a core and a connection to somewhere. */
const MOST = 8

export function createPluginTrials(context: EngineContext & AppContext): PluginTrials {
  const underWay = new Map<string, Promise<unknown>>()
  const stop = new AbortController()

  async function alone<T>(
    pluginId: string,
    signal: AbortSignal,
    work: (signal: AbortSignal) => Promise<T>,
  ): Promise<T> {
    if (stop.signal.aborted) throw new AppError('unavailable', 'The server is shutting down.')
    if (underWay.has(pluginId)) throw conflict('This plugin is being tried already. Wait for the answer.')
    if (underWay.size >= MOST) {
      throw new AppError('too-many-requests', `${MOST} plugins are being tried. Wait for one of them.`)
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
    test: (id, actor, signal) => alone(id, signal, (both) => testPlugin(context, id, actor, both)),
    describe: (id, actor, signal) => alone(id, signal, (both) => describePlugin(context, id, actor, both)),
    async [Symbol.asyncDispose]() {
      stop.abort()
      await Promise.allSettled(underWay.values())
    },
  }
}
