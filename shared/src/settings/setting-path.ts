import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { isSecretMarker } from './secret.ts'

/** Splits the name of a setting: `a.b` is a setting inside `a`; `\.` is a literal dot. */
export function nameParts(name: string): string[] {
  return name.split(/(?<!\\)\./).map((part) => part.replaceAll(String.raw`\.`, '.'))
}

/**
 * Returns the keys that lead to a setting, whichever way its dotted name is written: `['a.b']` in `{"a.b":
 * 1}`, `['a', 'b']` in `{"a": {"b": 1}}`. Null if it has no value.
 */
export function locate(settings: JsonObject, parts: readonly string[]): string[] | null {
  for (const [key, value] of Object.entries(settings)) {
    const keyParts = nameParts(key)
    if (keyParts.length > parts.length || keyParts.some((part, index) => part !== parts[index])) continue
    if (keyParts.length === parts.length) return [key]
    if (!isJsonObject(value) || isSecretMarker(value)) continue
    const inner = locate(value, parts.slice(keyParts.length))
    if (inner !== null) return [key, ...inner]
  }
  return null
}

/** Returns the value of a setting by its dotted name; undefined if there is none. */
export function lookUp(settings: JsonObject, name: string): Json | undefined {
  const keys = locate(settings, nameParts(name))
  return keys === null ? undefined : valueAt(settings, keys)
}

export function valueAt(settings: JsonObject, keys: readonly string[]): Json | undefined {
  let value: Json | undefined = settings
  for (const key of keys) {
    value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  }
  return value
}

/** Returns a copy with the value at `keys`; missing objects on the way are created. */
export function withValue(settings: JsonObject, keys: readonly string[], value: Json): JsonObject {
  const [key, ...rest] = keys
  if (key === undefined) return settings
  const inner = Object.hasOwn(settings, key) ? settings[key] : undefined
  return defined(
    settings,
    key,
    rest.length === 0 ? value : withValue(isJsonObject(inner) ? inner : {}, rest, value),
  )
}

/** Returns a copy without the value at `keys` and without objects left empty by that. */
export function withoutValue(settings: JsonObject, keys: readonly string[]): JsonObject {
  const [key, ...rest] = keys
  if (key === undefined || !Object.hasOwn(settings, key)) return settings
  const inner = settings[key]
  if (rest.length > 0 && isJsonObject(inner)) {
    const remaining = withoutValue(inner, rest)
    if (Object.keys(remaining).length > 0) return defined(settings, key, remaining)
  }
  return Object.fromEntries(Object.entries(settings).filter(([other]) => other !== key))
}

/** Sets a key with `fromEntries`, which defines properties, so that a key such as `__proto__` stays data. */
function defined(settings: JsonObject, key: string, value: Json): JsonObject {
  return Object.fromEntries(
    Object.hasOwn(settings, key)
      ? Object.entries(settings).map(([other, old]) => [other, other === key ? value : old])
      : [...Object.entries(settings), [key, value]],
  )
}
