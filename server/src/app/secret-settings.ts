import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json'
import type { SettingDefinition } from '@flx/shared/plugin'
import { hasUrlCredentials, isSecretMarker, isSecretSetting, SECRET_MARKER } from '@flx/shared/secret'

/** What is wrong with a document that refers to a secret that is not stored. */
export interface MissingSecret {
  path: string
}

type Definitions = readonly SettingDefinition[]

/** A copy in which every secret value is the marker. What the API shows (decision 15). */
export function hideSecrets(settings: JsonObject, definitions: Definitions): JsonObject {
  return mapSecrets(settings, secretTest(definitions), () => ({ ...SECRET_MARKER }))
}

/** A copy without any secret value. What remains of an archived pipeline. */
export function eraseSecrets(settings: JsonObject, definitions: Definitions): JsonObject {
  return mapSecrets(settings, secretTest(definitions), () => undefined)
}

/**
 * The document to store after an edit: a marker keeps the stored value, a string sets a new one, null removes a secret.
 * Markers that stand for nothing are reported in `missing`.
 */
export function mergeSecrets(
  incoming: JsonObject,
  stored: JsonObject,
  definitions: Definitions,
): { settings: JsonObject; missing: MissingSecret[] } {
  const isSecret = secretTest(definitions)
  const missing: MissingSecret[] = []
  const merge = (value: Json, path: readonly string[], secret: boolean): Json | undefined => {
    if (isSecretMarker(value)) {
      const kept = lookUp(stored, path)
      if (kept === undefined || kept === null) missing.push({ path: path.join('.') })
      return kept
    }
    if (secret) return value === null ? undefined : value
    if (Array.isArray(value)) {
      return value
        .map((item, index) => merge(item, [...path, String(index)], isSecret([...path, String(index)], item)))
        .filter((item) => item !== undefined)
    }
    if (isJsonObject(value)) return mergeObject(value, path)
    return value
  }
  const mergeObject = (object: JsonObject, path: readonly string[]): JsonObject =>
    mapEntries(object, (key, value) => {
      const inner = [...path, ...nameParts(key)]
      return merge(value, inner, isSecret(inner, value))
    })
  return { settings: mergeObject(incoming, []), missing }
}

/** Extras that steer the runner: `replication-key` in them is a column name. */
const RUNNER_INSTRUCTIONS: ReadonlySet<string> = new Set(['_select', '_metadata', '_schema', '_load_schema'])

type SecretTest = (path: readonly string[], value: Json) => boolean

function secretTest(definitions: Definitions): SecretTest {
  const byName = new Map<string, SettingDefinition>()
  for (const definition of definitions) {
    for (const name of [definition.name, ...(definition.aliases ?? [])]) {
      byName.set(nameParts(name).join('.'), definition)
    }
  }
  return (path, value) => {
    if (RUNNER_INSTRUCTIONS.has(path[0] ?? '')) return false
    const definition = byName.get(path.join('.'))
    if (definition?.sensitive === true) return true
    if (hasUrlCredentials(value)) return true
    if (typeof value === 'boolean') return false
    const key = path.at(-1) ?? ''
    return isSecretSetting(key, definition?.kind, definition?.sensitive)
  }
}

function mapSecrets(
  settings: JsonObject,
  isSecret: SecretTest,
  replace: () => Json | undefined,
  path: readonly string[] = [],
): JsonObject {
  const map = (value: Json, at: readonly string[]): Json | undefined => {
    if (value !== null && isSecret(at, value)) return replace()
    if (Array.isArray(value)) {
      return value
        .map((item, index) => map(item, [...at, String(index)]))
        .filter((item) => item !== undefined)
    }
    return isJsonObject(value) ? mapSecrets(value, isSecret, replace, at) : value
  }
  return mapEntries(settings, (key, value) => map(value, [...path, ...nameParts(key)]))
}

/** Own properties only, defined rather than assigned, so that a key such as `__proto__` stays data. */
function mapEntries(object: JsonObject, map: (key: string, value: Json) => Json | undefined): JsonObject {
  const result: JsonObject = {}
  for (const [key, value] of Object.entries(object)) {
    const mapped = map(key, value)
    if (mapped !== undefined) {
      Object.defineProperty(result, key, {
        value: mapped,
        enumerable: true,
        writable: true,
        configurable: true,
      })
    }
  }
  return result
}

/** The value at a path, however its dotted names are written (`{"a.b": 1}` or `{"a": {"b": 1}}`). */
function lookUp(value: Json, path: readonly string[]): Json | undefined {
  if (path.length === 0) return value
  if (Array.isArray(value)) {
    const item = value[Number(path[0])]
    return item === undefined ? undefined : lookUp(item, path.slice(1))
  }
  if (!isJsonObject(value)) return undefined
  for (const [key, inner] of Object.entries(value)) {
    const parts = nameParts(key)
    if (parts.every((part, index) => part === path[index])) {
      const found = lookUp(inner, path.slice(parts.length))
      if (found !== undefined) return found
    }
  }
  return undefined
}

/** `a.b` names a nested setting; `\.` is a literal dot. */
function nameParts(name: string): string[] {
  return name.split(/(?<!\\)\./).map((part) => part.replaceAll('\\.', '.'))
}
