import type { JsonObject } from '@flx/shared/json/json'

import type { ExecutionRecord } from '../../domain/core/records.ts'
import type { AppContext } from '../core/context.ts'
import { configKeys, definitionsForKey, pipelinePlugins } from './pipeline-plugins.ts'
import { hideSecrets } from './secret-settings.ts'

/**
 * Returns the configuration an execution was started with, in the shape of the API. Hides the secrets known
 * then and those known today.
 */
export async function hideResolvedConfig(
  context: Pick<AppContext, 'pipelines' | 'plugins'>,
  { resolvedConfig, pipelineId }: Pick<ExecutionRecord, 'resolvedConfig' | 'pipelineId'>,
): Promise<Record<string, JsonObject> | null> {
  if (resolvedConfig === null) return null
  const pipeline = await context.pipelines.find(pipelineId)
  const placed = pipeline === undefined ? [] : (await pipelinePlugins(context.plugins, pipeline)).placed
  return Object.fromEntries(
    Object.entries(resolvedConfig).map(([name, settings]) => {
      const matching = placed.filter(({ plugin }) => plugin.name === name)
      const remembered = matching.flatMap(({ plugin, parent }) => [
        ...plugin.secretSettings,
        ...(parent?.secretSettings ?? []),
        ...configKeys(plugin).flatMap((key) => pipeline?.secretSettings[key] ?? []),
      ])
      return [name, hideSecrets(settings, definitionsForKey(placed, name) ?? [], remembered)]
    }),
  )
}
