import { createHash } from 'node:crypto'

import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { parseJson } from '@flx/shared/json/json-text'

/** A longer SCHEMA is compared by its bytes: to read it would take too long. */
const LONGEST = 1024 * 1024
const CHARACTERS = 16

/**
 * A short text that is the same for SCHEMA messages that mean the same: the order of names, of alternatives of a type
 * and of required fields does not count, as writers that keep these in sets vary it from run to run.
 */
export function schemaFingerprint(line: string): string {
  const hash = createHash('sha256')
  return hash.update(meaning(line)).digest('base64url').slice(0, CHARACTERS)
}

function meaning(line: string): string {
  if (line.length > LONGEST) return line
  try {
    const message = parseJson(line) as JsonObject
    return JSON.stringify([sorted(message['schema'] ?? null), sorted(message['key_properties'] ?? null)])
  } catch {
    return line
  }
}

function sorted(value: Json, name = ''): Json {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item))
    return UNORDERED.has(name) ? items.toSorted((one, other) => compare(one, other)) : items
  }
  if (!isJsonObject(value)) return value
  return Object.fromEntries(
    Object.keys(value)
      .toSorted()
      .map((key) => [key, sorted(value[key] ?? null, key)]),
  )
}

const UNORDERED: ReadonlySet<string> = new Set(['type', 'required', 'anyOf', 'oneOf', 'enum'])
const compare = (one: Json, other: Json): number => {
  const [a, b] = [JSON.stringify(one), JSON.stringify(other)]
  return a < b ? -1 : a > b ? 1 : 0
}
