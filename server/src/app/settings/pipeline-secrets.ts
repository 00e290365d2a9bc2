import type { JsonObject } from '@flx/shared/json/json'

import type { SecretPath } from '../../domain/settings/secrets/secret-paths.ts'
import { mapConfig, type PlacedPlugin } from './pipeline-plugins.ts'
import { eraseSecrets, hideSecrets, mergeSecrets, type MissingSecret } from './secret-settings.ts'

/** Settings by plugin, with the paths of values stored as secrets. */
export interface SecretConfig {
  config: Record<string, JsonObject>
  secretSettings?: Record<string, readonly SecretPath[]> | undefined
}

/** Returns the configuration of a pipeline in the shape of the API, with secrets hidden. */
export const hideConfig = (
  { config, secretSettings = {} }: SecretConfig,
  placed: readonly PlacedPlugin[],
): Record<string, JsonObject> =>
  mapConfig(config, placed, (settings, definitions, key) =>
    hideSecrets(settings, definitions, secretPathsFor(secretSettings, key)),
  )

/** Returns the configuration of a pipeline without its secrets. */
export const eraseConfig = (
  { config, secretSettings = {} }: SecretConfig,
  placed: readonly PlacedPlugin[],
): Record<string, JsonObject> =>
  mapConfig(config, placed, (settings, definitions, key) =>
    eraseSecrets(settings, definitions, secretPathsFor(secretSettings, key)),
  )

/**
 * Returns the configuration to store after an edit, see `mergeSecrets`. Markers keep what `stored` holds
 * under the same key.
 */
export function mergeConfig(
  incoming: Record<string, JsonObject>,
  stored: SecretConfig,
  placed: readonly PlacedPlugin[],
): {
  config: Record<string, JsonObject>
  secretSettings: Record<string, SecretPath[]>
  missing: (MissingSecret & { key: string })[]
} {
  const secretSettings: Record<string, SecretPath[]> = {}
  const missing: (MissingSecret & { key: string })[] = []
  const config = mapConfig(incoming, placed, (settings, definitions, key) => {
    const before = {
      settings: stored.config[key] ?? {},
      secrets: secretPathsFor(stored.secretSettings ?? {}, key),
    }
    const merged = mergeSecrets(settings, before, definitions)
    if (merged.secrets.length > 0) secretSettings[key] = merged.secrets
    missing.push(...merged.missing.map((secret) => ({ ...secret, key })))
    return merged.settings
  })
  return { config, secretSettings, missing }
}

/** Paths under the empty key apply to every plugin. */
const secretPathsFor = (
  secretSettings: Record<string, readonly SecretPath[]>,
  key: string,
): readonly SecretPath[] => [
  ...(Object.hasOwn(secretSettings, key) ? (secretSettings[key] ?? []) : []),
  ...(secretSettings[''] ?? []),
]
