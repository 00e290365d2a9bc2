import { isNumber } from '@flx/shared/json/exact-number'
import type { Json } from '@flx/shared/json/json'

import type { PipelineRecord, PluginRecord } from '../../domain/core/records.ts'
import type { PluginStore } from '../../domain/plugins/plugin-store.ts'
import { commandSecrets } from '../../domain/settings/secrets/command-secrets.ts'
import { envSecretTest } from '../../domain/settings/secrets/env-secrets.ts'
import { secretTest, secretValuesIn } from '../../domain/settings/secrets/secret-paths.ts'
import { expandReferences, type References } from '../../domain/settings/setting-references.ts'
import { definitionsFor, pipelinePlugins } from './pipeline-plugins.ts'
import { storedSecrets } from './stored-secrets.ts'

/**
 * Returns the secrets of a pipeline and all its plugins, including resolved references, whether or not it can
 * be executed. Unresolvable references are skipped.
 */
export async function knownSecrets(
  context: { plugins: Pick<PluginStore, 'findByNames'>; references: References },
  pipeline: PipelineRecord,
): Promise<string[]> {
  const { placed } = await pipelinePlugins(context.plugins, pipeline)
  const plugins = placed.flatMap(({ plugin, parent }) => [
    { plugin, parent },
    ...(parent === undefined ? [] : [{ plugin: parent, parent: undefined }]),
  ])
  const pluginSecrets = await Promise.all(
    plugins.map(({ plugin, parent }) => knownPluginSecrets(plugin, parent, context.references)),
  )
  const references = withVariables(
    context.references,
    Object.assign({}, ...plugins.map(({ plugin }) => plugin.env)),
  )
  return [
    ...(await storedSecrets(context, pipeline)),
    ...pluginSecrets.flat(),
    ...(await referencedValues(textsIn(pipeline.config), references)),
  ]
}

/** Returns a plugin's own secrets, including resolved references. */
export async function knownPluginSecrets(
  plugin: PluginRecord,
  parent: PluginRecord | undefined,
  references: References,
): Promise<string[]> {
  const isSecret = secretTest(definitionsFor(plugin, parent), plugin.secretSettings)
  const isSecretVariable = envSecretTest(plugin, parent)
  const variables = Object.entries(plugin.env).filter(([name, value]) => isSecretVariable(name, value))
  return [
    ...secretValuesIn(plugin.settings, isSecret),
    ...variables.map(([, value]) => value),
    ...commandSecrets(plugin.command ?? []),
    ...(await referencedValues(
      textsIn({ settings: plugin.settings, env: plugin.env }),
      withVariables(references, plugin.env),
    )),
  ]
}

/** Resolves the references in settings; unresolvable ones are skipped. */
export async function referencedValues(texts: readonly string[], references: References): Promise<string[]> {
  const secrets: string[] = []
  for (const text of texts) {
    if (!text.includes('$') && !text.startsWith('file:')) continue
    await expandReferences({ references, plugin: '', secrets }, text, ['setting'], () => true).catch(
      () => undefined,
    )
  }
  return secrets
}

/** Returns the texts and numbers in a value. */
export function textsIn(value: Json): string[] {
  if (typeof value === 'string') return [value]
  if (isNumber(value)) return [String(value)]
  return typeof value === 'object' && value !== null ? Object.values(value).flatMap(textsIn) : []
}

/** Adds a plugin's own variables, which take precedence over the server's. */
export const withVariables = (
  { variable, file }: References,
  ownVariables: Readonly<Record<string, string>>,
): References => ({
  file,
  variable: (name) => (Object.hasOwn(ownVariables, name) ? ownVariables[name] : variable(name)),
})
