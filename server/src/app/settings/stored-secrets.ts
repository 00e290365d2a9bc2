import type { PipelineRecord } from '../../domain/core/records.ts'
import type { PluginStore } from '../../domain/plugins/plugin-store.ts'
import { secretTest, secretValuesIn } from '../../domain/settings/secrets/secret-paths.ts'
import { runnerSecrets } from './runner-secrets.ts'
import { definitionsFor, definitionsForKey, pipelinePlugins } from './pipeline-plugins.ts'

/** Returns the secrets stored with a pipeline and its plugins, whether or not it can be executed here. */
export async function storedSecrets(
  context: { plugins: Pick<PluginStore, 'findByNames'> },
  pipeline: PipelineRecord,
): Promise<string[]> {
  const { placed } = await pipelinePlugins(context.plugins, pipeline)
  const pluginSecrets = placed.flatMap(({ plugin, parent }) =>
    [plugin, ...(parent === undefined ? [] : [parent])].flatMap(({ settings, secretSettings }) =>
      secretValuesIn(settings, secretTest(definitionsFor(plugin, parent), secretSettings)),
    ),
  )
  const pipelineSecrets = Object.entries(pipeline.config).flatMap(([key, settings]) =>
    secretValuesIn(settings, secretTest(definitionsForKey(placed, key) ?? [], pipeline.secretSettings[key])),
  )
  return [...pluginSecrets, ...pipelineSecrets, ...runnerSecrets(pipeline.runner)]
}
