import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import { isSecretSetting } from '@flx/shared/settings/secret'
import { isSecretEntry, isSecretText } from '@flx/shared/settings/secret-values'
import { isSecretName } from '@flx/shared/settings/secret-names'
import { nameParts } from '@flx/shared/settings/setting-path'

/** The path of a secret in settings, name by name; `*` matches any index of a list. */
export type SecretPath = string[]

/** Whether the value at a path is a secret. */
export type SecretTest = (path: readonly string[], value: Json) => boolean

/** Extras that steer the runner: a `replication-key` in them is a column name. */
const RUNNER_INSTRUCTIONS: ReadonlySet<string> = new Set(['_select', '_metadata', '_schema', '_load_schema'])

/**
 * Returns a test for secrets: by definition, by name, by the form of the value, or because it was stored as one before
 * (`remembered`).
 */
export function secretTest(
  definitions: readonly SettingDefinition[],
  remembered: readonly SecretPath[] = [],
): SecretTest {
  const byName = new Map<string, SettingDefinition>()
  const sensitive = new Set<string>()
  for (const definition of definitions) {
    for (const name of [definition.name, ...(definition.aliases ?? [])]) {
      const key = nameParts(name).join('.')
      byName.set(key, definition)
      // A child or its parent can mark it.
      if (isSecretSetting('', definition.kind, definition.sensitive)) sensitive.add(key)
    }
  }
  return (path, value) => {
    if (isRemembered(remembered, path)) return true
    if (RUNNER_INSTRUCTIONS.has(path[0] ?? '')) return false
    const name = path.join('.')
    if (
      byName.get(name)?.sensitive === true ||
      isSecretText(value) ||
      isSecretEntry(value) ||
      isSecretPair(path, value)
    )
      return true
    if (typeof value === 'boolean') return false
    return sensitive.has(name) || isSecretSetting(keyOf(path))
  }
}

/** Lists of these names hold names beside values; in other lists, two texts can be two columns. */
const PAIR_LISTS =
  /^(?:\w*headers?|query|params?|parameters?|cookies|env|environment|variables?|properties|options)$/i

/** Matches `["Authorization", "…"]` in `headers`. */
const isSecretPair = (path: readonly string[], value: Json): boolean =>
  Array.isArray(value) &&
  value.length === 2 &&
  value.every((item) => typeof item === 'string') &&
  isSecretName(value[0] ?? '') &&
  path.some((part) => PAIR_LISTS.test(part))

/** Returns the last name of a path. The items of a list take the name of the list: `passwords: ["a", "b"]`. */
const keyOf = (path: readonly string[]): string => path.at(-1) ?? ''

/** Whether a path is remembered, or lies inside a remembered one. */
export const isRemembered = (remembered: readonly SecretPath[], path: readonly string[]): boolean =>
  remembered.some(
    (rememberedPath) =>
      rememberedPath.length <= path.length &&
      rememberedPath.every((part, index) => part === '*' || part === path[index]),
  )

/** Lists the values of the secrets in settings; values other than text as JSON. */
export function secretValuesIn(settings: JsonObject, isSecret: SecretTest): string[] {
  const found: string[] = []
  const visit = (value: Json, path: readonly string[]): void => {
    if (value === null || typeof value === 'boolean') return
    if (path.length > 0 && isSecret(path, value))
      found.push(typeof value === 'string' ? value : JSON.stringify(value))
    else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, [...path, String(index)])
    } else if (isJsonObject(value)) {
      for (const [key, inner] of Object.entries(value)) visit(inner, [...path, ...nameParts(key)])
    }
  }
  visit(settings, [])
  return found
}

/** Lists the paths of the secrets in settings, to be remembered with them. */
export function secretPathsIn(settings: JsonObject, isSecret: SecretTest): SecretPath[] {
  const found = new Map<string, SecretPath>()
  const visit = (value: Json, path: readonly string[], pattern: SecretPath): void => {
    if (value === null) return
    if (path.length > 0 && isSecret(path, value)) found.set(JSON.stringify(pattern), pattern)
    else if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) visit(item, [...path, String(index)], [...pattern, '*'])
    } else if (isJsonObject(value)) {
      for (const [key, inner] of Object.entries(value)) {
        visit(inner, [...path, ...nameParts(key)], [...pattern, ...nameParts(key)])
      }
    }
  }
  visit(settings, [], [])
  return [...found.values()]
}

/** Joins several lists of paths, without duplicates. */
export const joinPaths = (...lists: readonly (readonly SecretPath[])[]): SecretPath[] => [
  ...new Map(lists.flat().map((path) => [JSON.stringify(path), path])).values(),
]
