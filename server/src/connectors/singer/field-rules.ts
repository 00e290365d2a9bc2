import { createHash } from 'node:crypto'

import { isExact, isNumber, numberIn } from '@flx/shared/json/exact-number'
import { compareNumbers, doubleOf } from '@flx/shared/json/number-order'

import { ConnectorError, UsageError } from '../cli.ts'
import type { StreamSchema } from './singer-records.ts'

const OPERATORS = ['eq', 'ne', 'gt', 'ge', 'lt', 'le', 'in', 'contains', 'exists'] as const
type Operator = (typeof OPERATORS)[number]

/** The rules of one stream. */
export interface FieldRules {
  select: Set<string> | null
  drop: Set<string>
  rename: Map<string, string>
  hash: Set<string>
  filter: { field: string; op: Operator; value: unknown }[]
  renameStream: string | null
}

/**
 * Reads the rules of the setting `streams`, by stream name or glob. Throws UsageError that says what is wrong and
 * where.
 */
export function readRules(streams: unknown): (stream: string) => FieldRules | null {
  if (typeof streams !== 'object' || streams === null || Array.isArray(streams)) {
    throw new UsageError('The setting "streams" must be an object, keyed by stream or glob.')
  }
  const rules = Object.entries(streams).map(([pattern, body]) => ({
    pattern,
    matches: glob(pattern),
    rules: readOne(pattern, body),
  }))
  const cache = new Map<string, FieldRules | null>()
  return (stream) => {
    let found = cache.get(stream)
    if (found === undefined) {
      const exact = rules.find(({ pattern }) => pattern === stream)
      found = (exact ?? rules.find(({ matches }) => matches.test(stream)))?.rules ?? null
      cache.set(stream, found)
    }
    return found
  }
}

function readOne(pattern: string, body: unknown): FieldRules {
  const place = `streams["${pattern}"]`
  if (typeof body !== 'object' || body === null) throw new UsageError(`${place} must be an object.`)
  const allowed = new Set(['select', 'drop', 'rename', 'hash', 'filter', 'rename_stream'])
  const unknown = Object.keys(body).find((key) => !allowed.has(key))
  if (unknown !== undefined) {
    throw new UsageError(`${place} has the unknown key "${unknown}"; use ${[...allowed].join(', ')}.`)
  }
  const { select, drop, rename, hash, filter, rename_stream: renameStream } = body as Record<string, unknown>
  const names = (value: unknown, key: string): string[] => {
    if (value === undefined) return []
    if (Array.isArray(value) && value.every((name) => typeof name === 'string')) return value
    throw new UsageError(`${place}.${key} must be a list of field names.`)
  }
  if (rename !== undefined && (typeof rename !== 'object' || rename === null || Array.isArray(rename))) {
    throw new UsageError(`${place}.rename must be an object of new names.`)
  }
  const renames = Object.entries((rename ?? {}) as Record<string, unknown>)
  if (!renames.every((entry): entry is [string, string] => typeof entry[1] === 'string' && entry[1] !== '')) {
    throw new UsageError(`${place}.rename must be an object of new names.`)
  }
  if (renameStream !== undefined && (typeof renameStream !== 'string' || renameStream === '')) {
    throw new UsageError(`${place}.rename_stream must be text.`)
  }
  const filters = filter === undefined ? [] : Array.isArray(filter) ? filter : [filter]
  return {
    select: select === undefined ? null : new Set(names(select, 'select')),
    drop: new Set(names(drop, 'drop')),
    rename: new Map(renames),
    hash: new Set(names(hash, 'hash')),
    filter: filters.map((condition: unknown) => readCondition(place, condition)),
    renameStream: typeof renameStream === 'string' ? renameStream : null,
  }
}

function readCondition(place: string, condition: unknown): FieldRules['filter'][number] {
  const { field, op, value } = (condition ?? {}) as Record<string, unknown>
  const operator = OPERATORS.find((candidate) => candidate === op)
  if (typeof field !== 'string' || operator === undefined) {
    throw new UsageError(
      `${place}.filter needs {"field", "op", "value"} with op one of ${OPERATORS.join(', ')}.`,
    )
  }
  if (operator === 'in' && !Array.isArray(value)) throw new UsageError(`${place}.filter: "in" needs a list.`)
  return { field, op: operator, value }
}

/** Returns the fields that a rule names and a schema lacks: probably misspelt, so that a secret would pass. */
export function unknownFields(rules: FieldRules, schema: StreamSchema): string[] {
  const names = [
    ...(rules.select ?? []),
    ...rules.drop,
    ...rules.rename.keys(),
    ...rules.hash,
    ...rules.filter.map(({ field }) => field),
  ]
  return [...new Set(names)].filter((field) => !Object.hasOwn(schema.properties, field))
}

/** Whether a field reaches the loader. Key properties must: a loader could not upsert without them. */
const keeps = (rules: FieldRules, field: string): boolean =>
  !rules.drop.has(field) && (rules.select === null || rules.select.has(field))

/** Returns the schema after the rules. Throws ConnectorError if a key property would be dropped. */
export function mapSchema(rules: FieldRules, schema: StreamSchema, stream: string): StreamSchema {
  const lost = schema.keyProperties.find((key) => !keeps(rules, key))
  if (lost !== undefined) {
    throw new ConnectorError(
      `The key property "${lost}" of stream "${stream}" cannot be dropped: the loader needs it. Keep it, or hash it.`,
    )
  }
  const properties: StreamSchema['properties'] = {}
  for (const [field, definition] of Object.entries(schema.properties)) {
    if (!keeps(rules, field)) continue
    const name = rules.rename.get(field) ?? field
    if (Object.hasOwn(properties, name)) {
      throw new ConnectorError(`Stream "${stream}" would have the field "${name}" twice after renaming.`)
    }
    properties[name] = rules.hash.has(field) ? { type: ['null', 'string'] } : definition
  }
  const renamed = (names: readonly string[]): string[] =>
    names.filter((name) => keeps(rules, name)).map((name) => rules.rename.get(name) ?? name)
  return {
    ...schema,
    properties,
    required: renamed(schema.required),
    keyProperties: renamed(schema.keyProperties),
  }
}

/** Returns the record after the rules, null if a filter excludes it. */
export function mapRecord(
  rules: FieldRules,
  record: Record<string, unknown>,
  salt: string,
): Record<string, unknown> | null {
  if (!rules.filter.every((condition) => holds(condition, record[condition.field]))) return null
  const mapped: Record<string, unknown> = {}
  for (const [field, value] of Object.entries(record)) {
    if (!keeps(rules, field)) continue
    mapped[rules.rename.get(field) ?? field] = rules.hash.has(field) ? hashed(value, salt) : value
  }
  return mapped
}

function hashed(value: unknown, salt: string): string | null {
  if (value === null || value === undefined) return null
  // The number rather than its spelling: 1.0 and 1 are one key.
  const plain = isExact(value) ? (doubleOf(value) ?? value.text) : value
  const text = typeof plain === 'string' ? plain : JSON.stringify(plain)
  return createHash('sha256')
    .update(salt + text)
    .digest('hex')
}

function holds({ op, value }: FieldRules['filter'][number], actual: unknown): boolean {
  switch (op) {
    case 'exists':
      return (actual !== null && actual !== undefined) === (value !== false)
    case 'eq':
      return isSame(actual, value)
    case 'ne':
      return !isSame(actual, value)
    case 'in':
      return (value as unknown[]).some((element) => isSame(actual, element))
    case 'contains':
      return Array.isArray(actual)
        ? actual.some((element) => isSame(element, value))
        : String(actual ?? '').includes(String(value))
    default: {
      if (actual === null || actual === undefined) return false
      const order = compareValues(actual, value)
      if (op === 'gt') return order > 0
      if (op === 'ge') return order >= 0
      return op === 'lt' ? order < 0 : order <= 0
    }
  }
}

const isSame = (a: unknown, b: unknown): boolean =>
  isNumber(a) && isNumber(b) ? compareNumbers(a, b) === 0 : a === b

/** Compares numbers as numbers, everything else as text. NaN if a number meets a text that is not one. */
function compareValues(actual: unknown, value: unknown): number {
  if (!isNumber(actual)) {
    const [a, b] = [String(actual), String(value)]
    return a === b ? 0 : a < b ? -1 : 1
  }
  const other = isNumber(value) ? value : numberIn(String(value))
  return other === undefined ? Number.NaN : compareNumbers(actual, other)
}

const glob = (pattern: string): RegExp =>
  new RegExp(
    `^${pattern.replaceAll(/[*?]|[\\^$.|+(){}[\]]/g, (part) => (part === '*' ? '.*' : part === '?' ? '.' : `\\${part}`))}$`,
    's',
  )
