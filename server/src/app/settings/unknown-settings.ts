import type { JsonObject } from '@flx/shared/json/json'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'

/**
 * Returns a warning for each setting without a definition. A plugin without definitions accepts any setting,
 * and names that start with "_" are instructions to the runner.
 */
export function unknownSettings(
  key: string,
  settings: JsonObject,
  definitions: readonly SettingDefinition[] | undefined,
): string[] {
  if (definitions === undefined || definitions.length === 0) return []
  const names = definitions.flatMap((definition) => [definition.name, ...(definition.aliases ?? [])])
  return Object.keys(settings)
    .filter((name) => !name.startsWith('_') && !isKnown(name, names))
    .map((name) => `${key} does not describe a setting "${name}". It is passed on unchanged.`)
}

/** Returns whether `name`, a setting inside it, or its parent is described. */
const isKnown = (name: string, names: readonly string[]): boolean =>
  names.some((known) => known === name || known.startsWith(`${name}.`) || name.startsWith(`${known}.`))
