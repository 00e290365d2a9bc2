import { isNumber } from '@flx/shared/json/exact-number'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { mapOwn } from '@flx/shared/json/own-property'
import type { SettingDefinition } from '@flx/shared/plugins/plugin'
import { isSecretMarker, SECRET_MARKER } from '@flx/shared/settings/secret'
import { nameParts } from '@flx/shared/settings/setting-path'

import { keptPlaces } from '../../domain/settings/secrets/kept-places.ts'
import {
  isRemembered,
  secretPathsIn,
  secretTest,
  type SecretPath,
  type SecretTest,
} from '../../domain/settings/secrets/secret-paths.ts'

/** A marker in a document for a secret that is not stored. */
export interface MissingSecret {
  path: string
}

type Definitions = readonly SettingDefinition[]
type RememberedPaths = readonly SecretPath[]

/** Settings with the paths of values stored as secrets. */
export interface StoredSettings {
  settings: JsonObject
  secrets: RememberedPaths
}

/** Returns a copy with markers in place of secret values, for the API. */
export function hideSecrets(
  settings: JsonObject,
  definitions: Definitions,
  remembered: RememberedPaths = [],
): JsonObject {
  return mapSecrets(settings, secretTest(definitions, remembered), marker)
}

const marker = (): Json => ({ ...SECRET_MARKER })

/** Returns a copy without secret values, which is kept for an archived pipeline. */
export function eraseSecrets(
  settings: JsonObject,
  definitions: Definitions,
  remembered: RememberedPaths = [],
): JsonObject {
  return mapSecrets(settings, secretTest(definitions, remembered), () => undefined)
}

/**
 * Returns the document to store after an edit. A marker keeps the stored value, a string sets a new one, and
 * null removes a secret setting (a null inside a value is part of it). In a list a marker belongs to the item
 * it was shown in, even if that has moved. Markers without a stored value are reported in `missing`.
 * `secrets`: paths to remember, which are current secrets and former ones with an unchanged value.
 */
export function mergeSecrets(
  incoming: JsonObject,
  stored: StoredSettings,
  definitions: Definitions,
): { settings: JsonObject; secrets: SecretPath[]; missing: MissingSecret[] } {
  const isSecret = secretTest(definitions)
  const missing: MissingSecret[] = []
  const names = new Set(definitions.map(({ name }) => nameParts(name).join('.')))
  const topLevel = new Set(Object.keys(incoming).map((name) => nameParts(name).join('.')))
  const isSetting = (path: readonly string[]) =>
    [names, topLevel].some((candidates) => candidates.has(path.join('.')))
  const wasSecret = secretTest(definitions, stored.secrets)
  /** Finds the items of a list in the stored list, where they might have moved. */
  const storedPlaces = (items: readonly Json[], from: Place): Place[] => {
    const storedValue = from === null ? undefined : lookUp(stored.settings, from)
    if (from === null || !Array.isArray(storedValue)) return items.map(() => null)
    const shown = storedValue.map((item, index) =>
      mapSecret(item, wasSecret, marker, [...from, String(index)]),
    )
    const places = keptPlaces(
      items.map((item) => JSON.stringify(item)),
      shown.map((item) => JSON.stringify(item)),
    )
    return places.map((place) => (place === null ? null : [...from, String(place)]))
  }
  const merge = (value: Json, path: readonly string[], from: Place, secret: boolean): Json | undefined => {
    if (isSecretMarker(value)) {
      const storedValue = from === null ? undefined : lookUp(stored.settings, from)
      if (storedValue === undefined || storedValue === null) missing.push({ path: path.join('.') })
      return storedValue
    }
    if (secret && value === null && isSetting(path)) return undefined
    if (Array.isArray(value)) {
      const places = storedPlaces(value, from)
      return value
        .map((item, index) => {
          const at = [...path, String(index)]
          return merge(item, at, places[index] ?? null, isSecret(at, item))
        })
        .filter((item) => item !== undefined)
    }
    if (isJsonObject(value)) return mergeObject(value, path, from)
    return value
  }
  const mergeObject = (object: JsonObject, path: readonly string[], from: Place): JsonObject =>
    mapOwn(object, (value, key) => {
      const parts = nameParts(key)
      const inner = [...path, ...parts]
      return merge(value, inner, from === null ? null : [...from, ...parts], isSecret(inner, value))
    })
  const settings = mergeObject(incoming, [], [])
  const isKept = formerSecretTest(stored, definitions)
  const secrets = secretPathsIn(settings, (path, value) => isSecret(path, value) || isKept(path, value))
  return { settings, secrets, missing }
}

/** A path in the stored settings; null if there is no match. */
type Place = readonly string[] | null

/** Minimum length to recognise a value in another place; a shorter one could occur there by chance. */
const MIN_RECOGNISABLE_LENGTH = 6

/** Returns a test for values stored as secrets before: secrecy belongs to the value, not to its path. */
function formerSecretTest({ settings, secrets }: StoredSettings, definitions: Definitions): SecretTest {
  const wasSecret = secretTest(definitions, secrets)
  const values = new Set<string>()
  const collect = (value: Json, path: readonly string[], inside: boolean): void => {
    const secret = inside || (path.length > 0 && wasSecret(path, value))
    if (Array.isArray(value)) {
      for (const [index, item] of value.entries()) collect(item, [...path, String(index)], secret)
    } else if (isJsonObject(value)) {
      for (const [key, inner] of Object.entries(value)) collect(inner, [...path, ...nameParts(key)], secret)
    } else if (secret && value !== null && typeof value !== 'boolean') values.add(String(value))
  }
  collect(settings, [], false)
  return (path, value) => {
    if (isRemembered(secrets, path) && isSame(value, lookUp(settings, path))) return true
    const isLeaf = typeof value === 'string' || isNumber(value)
    if (!isLeaf || !values.has(String(value))) return false
    return String(value).length >= MIN_RECOGNISABLE_LENGTH || isRemembered(secrets, path)
  }
}

const isSame = (a: Json, b: Json | undefined): boolean => JSON.stringify(a) === JSON.stringify(b)

function mapSecrets(
  settings: JsonObject,
  isSecret: SecretTest,
  replace: () => Json | undefined,
  path: readonly string[] = [],
): JsonObject {
  return mapOwn(settings, (value, key) => mapSecret(value, isSecret, replace, [...path, ...nameParts(key)]))
}

function mapSecret(
  value: Json,
  isSecret: SecretTest,
  replace: () => Json | undefined,
  at: readonly string[],
): Json | undefined {
  if (value !== null && isSecret(at, value)) return replace()
  if (Array.isArray(value)) {
    return value
      .map((item, index) => mapSecret(item, isSecret, replace, [...at, String(index)]))
      .filter((item) => item !== undefined)
  }
  return isJsonObject(value) ? mapSecrets(value, isSecret, replace, at) : value
}

/**
 * Returns the value at a path, whichever way its dotted names are written (`{"a.b": 1}` or `{"a": {"b":
 * 1}}`).
 */
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
