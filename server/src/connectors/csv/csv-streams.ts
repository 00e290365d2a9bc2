import { ConnectorError } from '../cli.ts'
import { listFiles, type CsvFile } from './csv-files.ts'
import { readCsv } from './csv-rows.ts'
import { columnTypes, jsonSchema, type ColumnType } from './csv-types.ts'

/** How many rows of each file determine the types of the columns. */
const SAMPLE_ROWS = 1000

/** A stream. Several settings can name the same one: their files follow each other. */
export interface CsvStream {
  entity: string
  parts: CsvFile[]
}

export type ColumnTypes = Map<string, ColumnType>

export function groupByEntity(files: readonly CsvFile[]): CsvStream[] {
  const streams = new Map<string, CsvStream>()
  for (const file of files) {
    const stream = streams.get(file.entity)
    if (stream === undefined) streams.set(file.entity, { entity: file.entity, parts: [file] })
    else stream.parts.push(file)
  }
  return [...streams.values()]
}

/** Yields all files of a stream in order, with the setting that each belongs to. */
export async function* filesOf({ parts }: CsvStream): AsyncGenerator<{ part: CsvFile; path: string }> {
  for (const part of parts) for (const path of await listFiles(part)) yield { part, path }
}

/** Returns the columns of all files with their types, from the first rows of each. */
export async function sampleTypes(stream: CsvStream): Promise<ColumnTypes> {
  const types: ColumnTypes = new Map()
  for await (const { part, path } of filesOf(stream)) {
    let remaining = SAMPLE_ROWS
    for await (const { header, rows } of readCsv(part, path)) {
      for (const name of header) if (!types.has(name)) types.set(name, 'empty')
      for (const values of rows.slice(0, remaining)) {
        for (const [index, name] of header.entries())
          types.set(name, columnTypes(types.get(name), values[index] ?? ''))
      }
      remaining -= rows.length
      if (remaining <= 0) break
    }
  }
  return types
}

/** Returns the key columns that the settings name. Throws ConnectorError for a name that is not a column. */
export function keysOf(stream: CsvStream, types: ReadonlyMap<string, ColumnType>): string[] {
  const keys = [...new Set(stream.parts.flatMap((part) => part.keys))]
  const missing = keys.find((key) => !types.has(key))
  if (missing !== undefined) {
    throw new ConnectorError(
      `The key column "${missing}" of stream "${stream.entity}" is not in the header of its files (${[...types.keys()].join(', ')}).`,
    )
  }
  return keys
}

/** Returns the catalogue entry of a stream. */
export async function discoverStream(stream: CsvStream) {
  const types = await sampleTypes(stream)
  const keys = keysOf(stream, types)
  return {
    tap_stream_id: stream.entity,
    stream: stream.entity,
    schema: { type: 'object', properties: propertiesOf(types) },
    key_properties: keys,
    metadata: [
      {
        breadcrumb: [],
        metadata: {
          inclusion: 'available',
          'table-key-properties': keys,
          'valid-replication-keys': [...types.keys()],
        },
      },
      ...[...types.keys()].map((name) => ({
        breadcrumb: ['properties', name],
        metadata: { inclusion: keys.includes(name) ? 'automatic' : 'available' },
      })),
    ],
  }
}

export const propertiesOf = (types: ReadonlyMap<string, ColumnType>): Record<string, object> =>
  Object.fromEntries([...types].map(([name, type]) => [name, jsonSchema(type)]))
