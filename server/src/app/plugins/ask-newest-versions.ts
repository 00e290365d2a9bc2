import type { EngineContext } from '../../engine/engine-context.ts'

type Context = Pick<EngineContext, 'plugins' | 'installer' | 'clock'>

const DAY_MS = 86_400_000
/** One look of pip at the index; a slow one is given up. */
const LIMIT_MS = 60_000

/**
 * Asks the index for the newest version of each installed plugin that comes from one, once a day per plugin, one after
 * the other. Without an answer what is known stays: no network is not a problem.
 */
export async function askNewestVersions(context: Context, signal: AbortSignal): Promise<void> {
  for (const plugin of await context.plugins.all()) {
    if (signal.aborted) return
    if (plugin.pipUrl === null || plugin.installStatus !== 'installed') continue
    const now = context.clock.now()
    const before = new Date(now.getTime() - DAY_MS).toISOString()
    if (!(await context.plugins.claimNewest(plugin.id, { before, at: now.toISOString() }))) continue
    const limit = AbortSignal.any([signal, AbortSignal.timeout(LIMIT_MS)])
    const version = await context.installer.newestVersion(plugin, limit)
    if (version !== null) await context.plugins.setNewest(plugin.id, version)
  }
}
