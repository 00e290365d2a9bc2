import { hideSecretText } from '@flx/shared/settings/secret-text'

import type { PluginRecord } from '../../domain/core/records.ts'
import { hideCommandSecrets } from '../../domain/settings/secrets/command-secrets.ts'
import {
  envSecretPaths,
  envSecretTest,
  type EnvSecretTest,
} from '../../domain/settings/secrets/env-secrets.ts'
import type { SecretPath } from '../../domain/settings/secrets/secret-paths.ts'

/**
 * Placeholder for a secret value in the environment map, whose values are plain strings. Sending it back
 * keeps the value.
 */
export const HIDDEN_VALUE = '••••••••'

/** Returns whether a value is the placeholder of a hidden value. */
export const isHiddenValue = (value: string): boolean => value === HIDDEN_VALUE

/** Hides the secrets in a pip URL: `https://token@host` → `https://••••••••@host`. */
export const hideUrlCredentials = (text: string): string => hideSecretText(text, HIDDEN_VALUE)

/** Hides the secrets in a command. */
export const hideCommand = (command: readonly string[]): string[] => hideCommandSecrets(command, HIDDEN_VALUE)

/**
 * Returns the command to store after an edit. An argument sent back as shown keeps its secret, even if it
 * moved. `missing`: positions of arguments whose secret is unknown.
 */
export function mergeCommand(
  incoming: readonly string[],
  stored: readonly string[] | null,
): { command: string[]; missing: number[] } {
  const storedParts = stored ?? []
  const shown = hideCommand(storedParts)
  const missing: number[] = []
  const command = incoming.map((part, index) => {
    if (!part.includes(HIDDEN_VALUE)) return part
    if (shown[index] === part && shown[index - 1] === incoming[index - 1]) return storedParts[index] ?? part
    // Look for it after the same option.
    const positions = [...shown.keys()].filter((position) => shown[position] === part)
    const position = positions.find((candidate) => shown[candidate - 1] === incoming[index - 1])
    if (position === undefined) missing.push(index)
    return position === undefined ? part : (storedParts[position] ?? part)
  })
  return { command, missing }
}

/** Returns the environment map of a plugin with its secret values hidden. */
export function hideEnv(plugin: PluginRecord, parent: PluginRecord | undefined): Record<string, string> {
  const isSecret = envSecretTest(plugin, parent)
  return Object.fromEntries(
    Object.entries(plugin.env).map(([name, value]) => [name, isSecret(name, value) ? HIDDEN_VALUE : value]),
  )
}

/**
 * Returns the environment map to store after an edit, with the paths of secrets to remember: current secrets,
 * and former ones with an unchanged value, under any name. `missing`: variables whose secret is unknown.
 */
export function mergeEnv(
  incoming: Record<string, string>,
  stored: Pick<PluginRecord, 'env'>,
  { wasSecret, isSecret }: { wasSecret: EnvSecretTest; isSecret: EnvSecretTest },
): { env: Record<string, string>; secrets: SecretPath[]; missing: string[] } {
  const before = new Map(Object.entries(stored.env))
  const hidden = new Set(
    [...before].filter(([name, value]) => wasSecret(name, value)).map(([, value]) => value),
  )
  const missing: string[] = []
  const env = Object.fromEntries(
    Object.entries(incoming).map(([name, value]) => {
      if (value !== HIDDEN_VALUE) return [name, value]
      if (!before.has(name)) missing.push(name)
      return [name, before.get(name) ?? value]
    }),
  )
  const secrets = envSecretPaths(
    { env },
    (name, value) => isSecret(name, value) || (value !== '' && hidden.has(value)),
  )
  return { env, secrets, missing }
}

/** Returns the URL to store: a text sent back as shown keeps its credentials. */
export function mergeUrlCredentials(incoming: string, stored: string | null): string {
  return stored !== null && incoming === hideUrlCredentials(stored) ? stored : incoming
}
