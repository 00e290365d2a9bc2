import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

import { stable } from './stable-json.ts'

/** One value that a project sets, such as `['settings', 'start_date']`. */
export interface Claim {
  path: string[]
  value: Json
}

/** By path as JSON: a hash of the value that the project last set. */
export type ClaimHashes = Record<string, string>

interface Merged {
  next: JsonObject
  /** The document with the project's values everywhere. */
  overwritten: JsonObject
  /** Whether a value set by the project was edited here. */
  editedHere: boolean
  /** The paths of those values. */
  edited: string[][]
  /** Whether the project changed such a value as well. */
  conflict: boolean
  /** The hashes to compare with at the next import; for values edited here, the hash from before the edit. */
  claims: ClaimHashes
  /** The same if the project's values are taken. */
  allClaims: ClaimHashes
}

/**
 * Applies a project's claims. A value edited here since the last import stays. A value that the project no longer claims is
 * removed, unless it was edited here. Without a previous import, the project's values win.
 */
export function mergeClaims(
  stored: JsonObject,
  claims: readonly Claim[],
  last: ClaimHashes | undefined,
  hash: (text: string) => string,
  /** Paths as JSON that stay although they are no longer claimed. */
  keptPaths: ReadonlySet<string> = new Set(),
): Merged {
  const hashOf = (value: Json | undefined) => (value === undefined ? '' : hash(stable(value)))
  let next = stored
  let overwritten = stored
  let editedHere = false
  let conflict = false
  const hashes: ClaimHashes = {}
  const edited: ClaimHashes = {}
  for (const { path, value } of claims) {
    const key = JSON.stringify(path)
    hashes[key] = hashOf(value)
    overwritten = put(overwritten, path, value)
    const lastHash = last?.[key]
    const currentHash = hashOf(valueAtPath(stored, path))
    if (lastHash !== undefined && currentHash !== lastHash && currentHash !== hashes[key]) {
      editedHere = true
      conflict ||= lastHash !== hashes[key]
      edited[key] = lastHash
    } else next = put(next, path, value)
  }
  for (const [key, lastHash] of Object.entries(last ?? {})) {
    if (hashes[key] !== undefined) continue
    if (keptPaths.has(key)) {
      hashes[key] = lastHash
      continue
    }
    const path = parseJson(key) as string[]
    overwritten = without(overwritten, path)
    if (hashOf(valueAtPath(stored, path)) === lastHash) next = without(next, path)
  }
  const paths = Object.keys(edited).map((key) => parseJson(key) as string[])
  return {
    next,
    overwritten,
    editedHere,
    edited: paths,
    conflict,
    claims: { ...hashes, ...edited },
    allClaims: hashes,
  }
}

/** Returns the value at the path of a claim. */
export function valueAtPath(document: JsonObject, path: readonly string[]): Json | undefined {
  let value: Json | undefined = document
  for (const key of path) value = isJsonObject(value) && Object.hasOwn(value, key) ? value[key] : undefined
  return value
}

function put(document: JsonObject, [key = '', ...rest]: readonly string[], value: Json): JsonObject {
  const inner = Object.hasOwn(document, key) ? document[key] : undefined
  const next = rest.length === 0 ? value : put(isJsonObject(inner) ? inner : {}, rest, value)
  return Object.fromEntries([...Object.entries(document).filter(([name]) => name !== key), [key, next]])
}

/** Removes a value; required fields are reset to empty text, an empty list or null. */
function without(document: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject {
  const inner = document[key]
  if (rest.length === 0) return put(document, [key], EMPTY[key] ?? null)
  return isJsonObject(inner) ? put(document, [key], remove(inner, rest)) : document
}

function remove(object: JsonObject, [key = '', ...rest]: readonly string[]): JsonObject {
  const inner = object[key]
  if (rest.length > 0 && isJsonObject(inner)) return put(object, [key], remove(inner, rest))
  return Object.fromEntries(Object.entries(object).filter(([name]) => name !== key))
}

const EMPTY: JsonObject = {
  variant: '',
  label: '',
  pipUrl: null,
  command: null,
  executable: null,
  python: null,
  inheritFrom: null,
  capabilities: [],
  schedule: '',
  transform: '',
  mappers: [],
  after: null,
  runner: { kind: 'own' },
}
