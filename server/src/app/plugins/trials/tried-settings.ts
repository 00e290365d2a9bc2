import type { PluginTry } from '@flx/shared/plugins/plugin-actions'

import { refuseDamaged } from '../../../domain/core/damage.ts'
import { AppError } from '../../../domain/core/errors.ts'
import type { PluginRecord } from '../../../domain/core/records.ts'
import type { AppContext } from '../../core/context.ts'
import { noSuchSecret } from '../../pipelines/check-pipeline.ts'
import { findPipeline } from '../../pipelines/show-pipeline.ts'
import { definitionsFor } from '../../settings/pipeline-plugins.ts'
import type { SecretConfig } from '../../settings/pipeline-secrets.ts'
import { mergeSecrets } from '../../settings/secret-settings.ts'

/**
 * Returns the settings to try a plugin with, in the form of a pipeline that has only them. Markers stand for
 * the named pipeline's stored values for this plugin. Throws AppError `invalid` for a marker without a stored
 * value.
 */
export async function triedConfig(
  context: Pick<AppContext, 'pipelines'>,
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
  { settings, pipelineId }: PluginTry,
): Promise<SecretConfig> {
  const pipeline = pipelineId === undefined ? undefined : await findPipeline(context, pipelineId)
  if (pipeline !== undefined) refuseDamaged('pipeline', pipeline)
  const { config = {}, secretSettings = {} } = pipeline ?? {}
  const key =
    [plugin.name, `${plugin.type}:${plugin.name}`].find((name) => Object.hasOwn(config, name)) ?? plugin.name
  const stored = {
    settings: config[key] ?? {},
    secrets: [...(secretSettings[key] ?? []), ...(secretSettings[''] ?? [])],
  }
  const merged = mergeSecrets(settings, stored, definitionsFor(plugin, parent))
  if (merged.missing.length > 0) {
    const fields = merged.missing.map(({ path }) => noSuchSecret(`settings.${path}`))
    throw new AppError('invalid', `Cannot test ${plugin.name}: a secret is missing.`, { fields })
  }
  return { config: { [plugin.name]: merged.settings }, secretSettings: { [plugin.name]: merged.secrets } }
}
