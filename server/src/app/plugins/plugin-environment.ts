import type { HostPython, PluginLock } from '@flx/shared/plugins/environment'

import { lockSource } from '../../domain/plugins/installing/plugin-lock.ts'
import { fitsPython } from '../../domain/plugins/installing/python-versions.ts'
import type { EngineContext } from '../../engine/engine-context.ts'
import { findPlugin } from './show-plugin.ts'

/** Returns the exact packages of a plugin; null if it was never installed. */
export async function showLock(
  context: Pick<EngineContext, 'plugins' | 'hash'>,
  id: string,
): Promise<PluginLock | null> {
  const { pipUrl, python } = await findPlugin(context, id)
  const stored = await context.plugins.lock(id)
  if (stored === undefined) return null
  const { source, ...lock } = stored
  return { ...lock, current: pipUrl !== null && source === context.hash(lockSource(pipUrl, python)) }
}

/**
 * Lists the Pythons on the server's machine, and whether each satisfies the remedy of the plugin's failed
 * installation.
 */
export async function listPythons(
  context: Pick<EngineContext, 'plugins' | 'installer'>,
  id: string,
  signal: AbortSignal,
): Promise<(HostPython & { fits: boolean })[]> {
  const { installRemedy } = await findPlugin(context, id)
  const requires = installRemedy?.kind === 'python' ? (installRemedy.requires ?? '') : ''
  const pythons = await context.installer.pythons(signal)
  return pythons.map((python) => ({ ...python, fits: fitsPython(requires, python.version) }))
}
