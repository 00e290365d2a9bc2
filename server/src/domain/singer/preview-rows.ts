import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { tryParseJson } from '@flx/shared/json/json-text'
import type { PreviewTable } from '@flx/shared/pipelines/preview'

import type { Masker } from '../core/ports.ts'
import { plainText } from './log/terminal-text.ts'

/** Tables shown per stage; further streams are left out. */
const MAX_TABLES = 50
const MAX_FIELDS = 500
const MAX_CELL_CHARACTERS = 500

interface Stream {
  /** The newest SCHEMA line. */
  schema: { line: string; properties: JsonObject; keys: string[] } | null
  records: { line: string; record: JsonObject }[]
}

/** The first records of each stream that a program writes, with their original lines. */
export interface RecordCollector {
  /** Takes a line of stdout. Returns false if it is not a Singer message. */
  line(text: string): boolean
  /** Whether each of these streams has reached the limit of records. */
  hasAll(streams: readonly string[]): boolean
  /** Returns the input for a mapper: the schemas and records in order. */
  lines(): string[]
  streams(): ReadonlyMap<string, Stream>
}

/** Collects up to `limit` records of each stream. */
export function collectRecords(limit: number): RecordCollector {
  const streams = new Map<string, Stream>()
  const lines: string[] = []
  const streamOf = (name: string): Stream | undefined => {
    const existing = streams.get(name)
    if (existing !== undefined || streams.size >= MAX_TABLES) return existing
    const created: Stream = { schema: null, records: [] }
    streams.set(name, created)
    return created
  }
  return {
    line(text) {
      if (text.trim() === '') return true
      const message = tryParseJson(text)
      if (!isJsonObject(message) || typeof message['type'] !== 'string') return false
      const { stream: name } = message
      if (typeof name !== 'string') return true
      const type = message['type'].toUpperCase()
      if (type === 'SCHEMA') {
        const stream = streamOf(name)
        if (stream === undefined) return true
        stream.schema = { line: text, ...schemaOf(message) }
        lines.push(text)
      }
      if (type === 'RECORD' && isJsonObject(message['record'])) {
        const stream = streamOf(name)
        if (stream === undefined || stream.records.length >= limit) return true
        stream.records.push({ line: text, record: message['record'] })
        lines.push(text)
      }
      return true
    },
    hasAll: (names) => names.every((name) => (streams.get(name)?.records.length ?? 0) >= limit),
    lines: () => lines,
    streams: () => streams,
  }
}

function schemaOf(message: JsonObject): { properties: JsonObject; keys: string[] } {
  const schema = message['schema']
  const properties = isJsonObject(schema) && isJsonObject(schema['properties']) ? schema['properties'] : {}
  const keys = message['key_properties']
  return {
    properties,
    keys: Array.isArray(keys) ? keys.filter((key) => typeof key === 'string') : [],
  }
}

/** Builds the tables of a stage. Given the previous stage's output (`before`), marks the cells that changed. */
export function previewTables(
  current: ReadonlyMap<string, Stream>,
  before: ReadonlyMap<string, Stream> | null,
  masker: Masker,
): PreviewTable[] {
  const show = (text: string): string => masker.line(plainText(text))
  return [...current].map(([name, stream]) => {
    const fields = fieldsOf(stream)
    const origin = before?.get(name)
    const origins = origin === undefined ? [] : originRows(stream, origin)
    const removed = origin === undefined ? [] : fieldsOf(origin).filter((field) => !fields.includes(field))
    return {
      stream: show(name),
      fields: fields.map((field) => ({
        name: show(field),
        type: typeText(stream.schema?.properties[field]),
      })),
      removed: removed.map(show),
      rows: stream.records.map(({ record }, index) => {
        const sourceIndex = origins[index] ?? null
        const source = sourceIndex === null ? undefined : origin?.records[sourceIndex]?.record
        return {
          cells: fields.map((field) => cell(record, field, masker)),
          from: sourceIndex,
          changed: source === undefined ? [] : changedCells(fields, source, record),
        }
      }),
    }
  })
}

/** Lists the schema's fields, then any others that the records have. */
function fieldsOf({ schema, records }: Stream): string[] {
  const names = new Set(Object.keys(schema?.properties ?? {}))
  for (const { record } of records) for (const name of Object.keys(record)) names.add(name)
  return [...names].slice(0, MAX_FIELDS)
}

const cell = (record: JsonObject, field: string, masker: Masker): string | null => {
  if (!Object.hasOwn(record, field)) return null
  const text = masker.line(JSON.stringify(record[field] ?? null))
  return text.length > MAX_CELL_CHARACTERS ? `${text.slice(0, MAX_CELL_CHARACTERS)}…` : text
}

const textAt = (record: JsonObject, field: string): string | undefined =>
  Object.hasOwn(record, field) ? JSON.stringify(record[field] ?? null) : undefined

const changedCells = (fields: readonly string[], before: JsonObject, after: JsonObject): number[] =>
  fields.flatMap((field, index) => (textAt(before, field) === textAt(after, field) ? [] : [index]))

/**
 * Finds the source record of each record: by the keys, if both stages have them; else by position, if the counts agree. If a
 * mapper drops records and changes the keys, no match is possible.
 */
function originRows(current: Stream, before: Stream): (number | null)[] {
  const keys = current.schema?.keys ?? []
  const sharesKeys = keys.length > 0 && keys.every((key) => before.schema?.keys.includes(key) === true)
  if (sharesKeys) {
    const places = new Map(before.records.map(({ record }, index) => [keyOf(record, keys), index]))
    const found = current.records.map(({ record }) => places.get(keyOf(record, keys)) ?? null)
    // No match: a mapper that hashes the key creates new keys.
    if (found.some((place) => place !== null)) return found
  }
  const sameCount = current.records.length === before.records.length
  return current.records.map((_record, index) => (sameCount ? index : null))
}

const keyOf = (record: JsonObject, keys: readonly string[]): string =>
  JSON.stringify(keys.map((key) => record[key] ?? null))

/** Formats a type: "string", "object", "string or integer (date-time)". */
function typeText(property: Json | undefined): string {
  if (!isJsonObject(property)) return ''
  const { type, format } = property
  const names = Array.isArray(type) ? type.filter((name) => typeof name === 'string') : [type]
  const visible = names.filter((name) => typeof name === 'string' && name !== 'null')
  if (visible.length === 0) return ''
  return typeof format === 'string' ? `${visible.join(' or ')} (${format})` : visible.join(' or ')
}
