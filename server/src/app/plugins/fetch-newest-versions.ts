import type { EngineContext } from '../../engine/engine-context.ts'

type Context = Pick<EngineContext, 'plugins' | 'installer' | 'clock'>

const DAY_MS = 86_400_000
/** Time limit of one pip query. */
const LIMIT_MS = 60_000

/**
 * Queries the package index for the newest version of each plugin installed from it, one at a time and once a
 * day per plugin. Without an answer the known version stays: a missing network is not an error.
 */
export async function fetchNewestVersions(context: Context, signal: AbortSignal): Promise<void> {
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
