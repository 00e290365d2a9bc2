import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { nameParts } from '../settings/setting-path.ts'
import { breadcrumbGlob, glob, literalOf } from './patterns.ts'

/** A value that `_metadata` sets on a stream or its fields. Streams and fields can be patterns. */
export interface MetadataRule {
  stream: RegExp
  /** Null: the stream itself. */
  property: RegExp | null
  key: string
  value: Json
  /** Its location, such as `orders.id`. */
  place: string
}

/**
 * Parses `_metadata` into rules. An object is a field with its values; anything else is a value of the level
 * above. A key with dots (`orders.id.selected`) is read both as one name and as several.
 */
export const metadataRules = (metadata: JsonObject): MetadataRule[] =>
  rulesByPattern(metadata).flatMap(([, rules]) => rules)

/** Returns the rules by pattern of streams, in their order. */
function rulesByPattern(metadata: JsonObject): [stream: string, rules: MetadataRule[]][] {
  return Object.entries(metadata).flatMap(([key, value]) => {
    const [stream = '', ...rest] = nameParts(key)
    const unsplit: [string, MetadataRule[]][] = isJsonObject(value)
      ? [[key, rulesIn(value, glob(key), [key])]]
      : []
    const split: [string, MetadataRule[]][] =
      rest.length === 0 ? [] : [[stream, rulesFor(rest, value, glob(stream), [stream])]]
    return [...unsplit, ...split]
  })
}

function rulesIn(values: JsonObject, stream: RegExp, path: readonly string[]): MetadataRule[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const parts = nameParts(key)
    const split = rulesFor(parts, value, stream, path)
    // Metadata keys never contain a dot; a field name can.
    return parts.length === 1 || !isJsonObject(value)
      ? split
      : [...rulesIn(value, stream, [...path, key]), ...split]
  })
}

/** The last name is a field if the value is an object, otherwise the key to set. */
function rulesFor(
  names: readonly string[],
  value: Json,
  stream: RegExp,
  path: readonly string[],
): MetadataRule[] {
  if (isJsonObject(value)) return rulesIn(value, stream, [...path, ...names])
  const place = [...path, ...names.slice(0, -1)]
  const property = place.length === 1 ? null : breadcrumbGlob(place.slice(1))
  return [{ stream, property, key: names.at(-1) ?? '', value, place: place.join('.') }]
}

/** Returns a function that finds the rules for a stream, in their order, without trying each. */
export function metadataRulesByStream(metadata: JsonObject): (stream: string) => readonly MetadataRule[] {
  const byName = new Map<string, [place: number, rules: MetadataRule[]][]>()
  const patterns: [place: number, rules: MetadataRule[]][] = []
  for (const [place, [stream, rules]] of rulesByPattern(metadata).entries()) {
    const literal = literalOf(stream)
    if (literal === null) patterns.push([place, rules])
    else byName.set(literal, [...(byName.get(literal) ?? []), [place, rules]])
  }
  return (stream) =>
    [...(byName.get(stream) ?? []), ...patterns.filter(([, rules]) => rules[0]?.stream.test(stream))]
      .toSorted(([one], [other]) => one - other)
      .flatMap(([, rules]) => rules)
}

/** Keys in the metadata of a stream that name its primary key. */
export const PRIMARY_KEYS: readonly string[] = [
  'table-key-properties',
  'view-key-properties',
  'key-properties',
]
