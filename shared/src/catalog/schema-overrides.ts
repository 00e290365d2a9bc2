import { isJsonObject, type JsonObject } from '../json/json.ts'
import { compactCatalog } from './compact.ts'
import type { CompactCatalog, CompactStream } from './compact-schema.ts'
import { glob } from './patterns.ts'

/** Returns a catalogue with the schemas of `_schema` applied, which replace or add properties. */
export function withSchemas(catalog: CompactCatalog, schema: JsonObject): CompactCatalog {
  const rules = Object.entries(schema).flatMap(([stream, properties]) =>
    isJsonObject(properties) ? { stream: glob(stream), properties } : [],
  )
  if (rules.length === 0) return catalog
  const types = [...catalog.types]
  const streams = catalog.streams.map((stream) =>
    rules
      .filter((rule) => rule.stream.test(stream.id))
      .reduce((below, { properties }) => withProperties(below, properties, types), stream),
  )
  return { types, streams }
}

function withProperties(stream: CompactStream, properties: JsonObject, types: string[]): CompactStream {
  const described = compactCatalog({
    streams: [{ tap_stream_id: stream.id, schema: { properties }, metadata: [] }],
  })
  const [overridden] = described.streams
  if (overridden === undefined) return stream
  const indexes = new Map(stream.fields.map((field, index) => [field, index]))
  const names = Object.keys(properties)
  const replaced = (field: string): string | undefined =>
    names.find((name) => field === name || field.startsWith(`${name}.`))
  const rows: { field: string; type: number; inclusion: string }[] = []
  const add = (name: string): void => {
    for (const [index, field] of overridden.fields.entries()) {
      if (field !== name && !field.startsWith(`${name}.properties.`)) continue
      const oldIndex = indexes.get(field)
      rows.push({
        field,
        type: placeOf(types, described.types[overridden.types[index] ?? -1] ?? ''),
        inclusion:
          (oldIndex === undefined ? overridden.inclusions[index] : stream.inclusions[oldIndex]) ?? 's',
      })
    }
  }
  for (const [index, field] of stream.fields.entries()) {
    const name = replaced(field)
    if (name === undefined) {
      rows.push({ field, type: stream.types[index] ?? 0, inclusion: stream.inclusions[index] ?? 's' })
    } else if (field === name) add(name)
  }
  for (const name of names) if (!indexes.has(name)) add(name)
  return {
    ...stream,
    fields: rows.map(({ field }) => field),
    types: rows.map(({ type }) => type),
    inclusions: rows.map(({ inclusion }) => inclusion).join(''),
  }
}

function placeOf(types: string[], type: string): number {
  const index = types.indexOf(type)
  return index === -1 ? types.push(type) - 1 : index
}
