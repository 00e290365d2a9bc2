import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { nameParts } from '../settings/setting-path.ts'
import { breadcrumbGlob, glob, literalOf } from './patterns.ts'

/** One value that `_metadata` sets on a stream or on fields of it. Streams and fields may be patterns. */
export interface MetadataRule {
  stream: RegExp
  /** Null = the stream itself. */
  property: RegExp | null
  key: string
  value: Json
  /** Where it stands, as in `orders.id`. */
  place: string
}

/**
 * An object is a field and what holds for it; everything else is a value of what stands above it. A key with dots
 * (`orders.id.selected`) is read both ways: as one name, and as several.
 */
export const metadataRules = (metadata: JsonObject): MetadataRule[] =>
  rulesByPattern(metadata).flatMap(([, rules]) => rules)

/** The rules for each pattern of streams, as they are written. */
function rulesByPattern(metadata: JsonObject): [stream: string, rules: MetadataRule[]][] {
  return Object.entries(metadata).flatMap(([key, value]) => {
    const [stream = '', ...rest] = nameParts(key)
    const whole: [string, MetadataRule[]][] = isJsonObject(value)
      ? [[key, rulesIn(value, glob(key), [key])]]
      : []
    const split: [string, MetadataRule[]][] =
      rest.length === 0 ? [] : [[stream, rulesFor(rest, value, glob(stream), [stream])]]
    return [...whole, ...split]
  })
}

function rulesIn(values: JsonObject, stream: RegExp, path: readonly string[]): MetadataRule[] {
  return Object.entries(values).flatMap(([key, value]) => {
    const parts = nameParts(key)
    const split = rulesFor(parts, value, stream, path)
    // Metadata keys never have a dot; a field may.
    return parts.length === 1 || !isJsonObject(value)
      ? split
      : [...rulesIn(value, stream, [...path, key]), ...split]
  })
}

/** The last name is that of a field when the value is an object, else of what is set. */
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

/** Finds the rules for a stream without trying each. In the order in which they are written. */
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

/** Keys of the metadata of a stream that name its primary key. */
export const PRIMARY_KEYS: readonly string[] = [
  'table-key-properties',
  'view-key-properties',
  'key-properties',
]
