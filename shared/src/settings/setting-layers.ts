import { copyJson, isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { setOwn } from '../json/own-property.ts'
import type { SettingDefinition } from '../plugins/plugin.ts'
import { nameParts } from './setting-path.ts'

/** The part of a definition that determines where a name ends and a value starts. */
type Named = Pick<SettingDefinition, 'name' | 'kind'>

/**
 * Lays one layer of settings over another and returns the result nested (`a.b` → `{a: {b}}`; `\.` is a
 * literal dot). Names are interpreted: a setting that the layer sets to null is removed. Values are not:
 * dotted keys and nulls in an object are kept. Objects merge leaf by leaf, arrays are replaced. Inside an
 * object without a definition of its own, names with a definition are settings too.
 */
export function overlaySettings(
  base: JsonObject,
  layer: JsonObject,
  definitions: readonly Named[] = [],
): JsonObject {
  const result = copyJson(base)
  const names = namesOf(definitions)
  const lay = (path: readonly string[], value: Json): void => {
    if (value === null) return remove(result, path)
    if (!isJsonObject(value)) return place(result, path, value)
    const inside = placeObject(result, path)
    const isValue = names.objects.has(JSON.stringify(path))
    for (const [key, inner] of Object.entries(value)) {
      const name = [...path, ...nameParts(key)]
      if (!isValue && names.known.has(JSON.stringify(name))) lay(name, inner)
      else mergeLeaf(inside, key, inner)
    }
  }
  for (const [name, value] of Object.entries(layer)) lay(nameParts(name), value)
  return result
}

/** Nests a single layer. */
export const nestSettings = (layer: JsonObject, definitions: readonly Named[] = []): JsonObject =>
  overlaySettings({}, layer, definitions)

/** Returns the names of all settings and their prefixes, and the settings that take a whole object. */
function namesOf(definitions: readonly Named[]): { known: Set<string>; objects: Set<string> } {
  const known = new Set<string>()
  const objects = new Set<string>()
  for (const { name, kind } of definitions) {
    const path = nameParts(name)
    for (let length = 1; length <= path.length; length += 1) known.add(JSON.stringify(path.slice(0, length)))
    if (kind === 'object') objects.add(JSON.stringify(path))
  }
  return { known, objects }
}

function remove(root: JsonObject, path: readonly string[]): void {
  let node: Json | undefined = root
  for (const part of path.slice(0, -1)) node = ownValue(node, part)
  if (isJsonObject(node)) delete node[path.at(-1) ?? '']
}

function place(root: JsonObject, path: readonly string[], value: Json): void {
  setOwn(placeObject(root, path.slice(0, -1)), path.at(-1) ?? '', copyJson(value))
}

function placeObject(root: JsonObject, path: readonly string[]): JsonObject {
  let node = root
  for (const part of path) {
    const next = ownValue(node, part)
    node = isJsonObject(next) ? next : setOwn<Json, JsonObject>(node, part, {})
  }
  return node
}

function mergeLeaf(node: JsonObject, key: string, value: Json): void {
  const existing = ownValue(node, key)
  if (isJsonObject(value) && isJsonObject(existing)) {
    for (const [inner, leaf] of Object.entries(value)) mergeLeaf(existing, inner, leaf)
  } else setOwn(node, key, copyJson(value))
}

const ownValue = (node: Json | undefined, key: string): Json | undefined =>
  isJsonObject(node) && Object.hasOwn(node, key) ? node[key] : undefined
