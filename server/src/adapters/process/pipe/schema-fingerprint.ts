import { createHash } from 'node:crypto'

import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'
import type { DatasetColumn } from '@flx/shared/lineage/lineage'

/** A longer SCHEMA is compared by its bytes: parsing it would take too long. */
const LONGEST = 1024 * 1024
const CHARACTERS = 16

/** How many columns are reported at most. */
const MAX_COLUMNS = 1000

/** The content of a SCHEMA message. */
export interface ReadSchema {
  /**
   * A short text that is the same for messages with the same meaning. The order of names, of the alternatives of a
   * type, and of required fields does not count: writers that store these in sets vary it from run to run.
   */
  fingerprint: string
  columns: DatasetColumn[]
}

export function readSchemaLine(line: string): ReadSchema {
  const message = line.length > LONGEST ? undefined : tryParseJson(line)
  const schema = isJsonObject(message) ? message : undefined
  return {
    fingerprint: createHash('sha256')
      .update(schema === undefined ? line : comparableText(schema))
      .digest('base64url')
      .slice(0, CHARACTERS),
    columns: schema === undefined ? [] : columnsOf(schema),
  }
}

const comparableText = (message: JsonObject): string =>
  JSON.stringify([sorted(message['schema'] ?? null), sorted(message['key_properties'] ?? null)])

function columnsOf({ schema }: JsonObject): DatasetColumn[] {
  const properties = isJsonObject(schema) ? schema['properties'] : undefined
  if (!isJsonObject(properties)) return []
  return Object.entries(properties)
    .slice(0, MAX_COLUMNS)
    .map(([name, property]) => ({ name, type: typeOf(property) }))
}

/** Returns the type other than null, with its format: `string (date-time)`. */
function typeOf(property: Json): string | null {
  if (!isJsonObject(property)) return null
  const { type, format } = property
  const types = (Array.isArray(type) ? type : [type]).filter(
    (name) => typeof name === 'string' && name !== 'null',
  )
  if (types.length === 0) return null
  return `${types.join(' or ')}${typeof format === 'string' ? ` (${format})` : ''}`
}

function sorted(value: Json, name = ''): Json {
  if (Array.isArray(value)) {
    const items = value.map((item) => sorted(item))
    return UNORDERED.has(name) ? items.toSorted((a, b) => compare(a, b)) : items
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
