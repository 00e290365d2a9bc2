import { createReadStream } from 'node:fs'
import { pathToFileURL } from 'node:url'

import { parse } from 'csv-parse'

import { ConnectorError, log, main, type Invocation } from './cli.ts'
import { listFiles, readFileSettings, type CsvFile } from './csv-files.ts'
import { columnTypes, convert, jsonSchema, widen, type ColumnType } from './csv-types.ts'
import { tapCsv } from './definitions.ts'
import { createSingerOutput, type SingerOutput } from './singer-output.ts'

/** Rows from which the types of the columns are taken. */
const SAMPLE_ROWS = 1000
const STATE_EVERY = 10_000

interface Entry {
  tap_stream_id: string
  metadata?: { breadcrumb: string[]; metadata: Record<string, unknown> }[]
}
interface Bookmark {
  replication_key: string
  replication_key_value: unknown
}
type Bookmarks = Record<string, Bookmark>

async function work({ settings, catalog, state, discover }: Invocation): Promise<void> {
  const files = readFileSettings(settings)
  const output = createSingerOutput()
  if (discover) {
    const streams = []
    for (const file of byEntity(files)) streams.push(await discoverStream(file))
    process.stdout.write(`${JSON.stringify({ streams }, null, 2)}\n`)
    return
  }
  const bookmarks: Bookmarks = { ...(state as { bookmarks?: Bookmarks } | undefined)?.bookmarks }
  for (const group of byEntity(files)) {
    const entry = (catalog as { streams?: Entry[] } | undefined)?.streams?.find(
      ({ tap_stream_id: id }) => id === group.entity,
    )
    if (catalog !== undefined && !isSelected(entry)) continue
    await extract(group, entry, bookmarks, settings['add_metadata_columns'] === true, output)
  }
  await output.flush()
}

/** Several settings may name one stream: their files follow each other. */
interface Group {
  entity: string
  parts: CsvFile[]
}

function byEntity(files: readonly CsvFile[]): Group[] {
  const groups = new Map<string, Group>()
  for (const file of files) {
    const group = groups.get(file.entity)
    if (group === undefined) groups.set(file.entity, { entity: file.entity, parts: [file] })
    else group.parts.push(file)
  }
  return [...groups.values()]
}

async function sampleTypes(group: Group): Promise<Map<string, ColumnType>> {
  const types = new Map<string, ColumnType>()
  for (const part of group.parts) {
    for (const path of await listFiles(part)) {
      let rows = 0
      for await (const { header, values } of readRows(part, path)) {
        for (const [index, name] of header.entries()) {
          types.set(name, columnTypes(types.get(name), values[index] ?? ''))
        }
        if (++rows === SAMPLE_ROWS) break
      }
      if (rows === 0)
        for (const name of await headerOf(part, path)) types.set(name, types.get(name) ?? 'empty')
    }
  }
  return types
}

function keysOf(group: Group, types: ReadonlyMap<string, ColumnType>): string[] {
  const keys = [...new Set(group.parts.flatMap((part) => part.keys))]
  const missing = keys.find((key) => !types.has(key))
  if (missing !== undefined) {
    throw new ConnectorError(
      `The key column "${missing}" of stream "${group.entity}" is not in the header of its files (${[...types.keys()].join(', ')}).`,
    )
  }
  return keys
}

async function discoverStream(group: Group) {
  const types = await sampleTypes(group)
  const keys = keysOf(group, types)
  return {
    tap_stream_id: group.entity,
    stream: group.entity,
    schema: { type: 'object', properties: schemaOf(types) },
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

const schemaOf = (types: ReadonlyMap<string, ColumnType>): Record<string, object> =>
  Object.fromEntries([...types].map(([name, type]) => [name, jsonSchema(type)]))

async function extract(
  group: Group,
  entry: Entry | undefined,
  bookmarks: Bookmarks,
  addMetadata: boolean,
  output: SingerOutput,
): Promise<void> {
  const types = await sampleTypes(group)
  const keys = keysOf(group, types)
  const chosen = chosenColumns(types, keys, entry)
  const replicationKey = replicationKeyOf(entry, types)
  const start = replicationKey === null ? undefined : bookmarkOf(bookmarks, group.entity, replicationKey)
  const metadataTypes: [string, ColumnType][] = addMetadata
    ? [
        ['_sdc_source_file', 'string'],
        ['_sdc_source_lineno', 'integer'],
      ]
    : []
  const writeSchema = () => {
    const shown = new Map([...[...types].filter(([name]) => chosen.has(name)), ...metadataTypes])
    return output.line(
      JSON.stringify({
        type: 'SCHEMA',
        stream: group.entity,
        schema: { type: 'object', properties: schemaOf(shown) },
        key_properties: keys,
        ...(replicationKey === null ? {} : { bookmark_properties: [replicationKey] }),
      }),
    )
  }
  await writeSchema()
  const opening = `{"type":"RECORD","stream":${JSON.stringify(group.entity)},"record":`
  let highest: unknown = start
  let sorted = true
  let count = 0
  const stateLine = () =>
    JSON.stringify({
      type: 'STATE',
      value: {
        bookmarks:
          replicationKey === null || highest === undefined
            ? bookmarks
            : {
                ...bookmarks,
                [group.entity]: { replication_key: replicationKey, replication_key_value: highest },
              },
      },
    })
  for (const part of group.parts) {
    for (const path of await listFiles(part)) {
      for await (const { header, values, line } of readRows(part, path)) {
        const record: Record<string, unknown> = {}
        let keyValue: unknown
        for (let index = 0; index < header.length; index++) {
          const name = header[index] as string
          const text = values[index] ?? ''
          let type = types.get(name) ?? 'empty'
          let value = convert(text, type)
          if (value === undefined) {
            type = widen(type, text)
            types.set(name, type)
            if (chosen.has(name)) await writeSchema()
            value = convert(text, type)
          }
          if (name === replicationKey) keyValue = value
          if (chosen.has(name)) record[name] = value ?? null
        }
        if (replicationKey !== null && keyValue !== null && keyValue !== undefined) {
          if (start !== undefined && isBefore(keyValue, start)) continue
          if (highest !== undefined && isBefore(keyValue, highest)) sorted = false
          else highest = keyValue
        }
        if (addMetadata) {
          record['_sdc_source_file'] = path
          record['_sdc_source_lineno'] = line
        }
        const wait = output.line(`${opening}${JSON.stringify(record)}}`)
        if (wait !== undefined) await wait
        count += 1
        // A bookmark in the middle is safe only while the rows come in order.
        if (replicationKey !== null && sorted && count % STATE_EVERY === 0) await output.line(stateLine())
      }
    }
  }
  if (replicationKey !== null && highest !== undefined) {
    bookmarks[group.entity] = { replication_key: replicationKey, replication_key_value: highest }
  }
  await output.line(stateLine())
  log('INFO', `${group.entity}: ${count} records extracted`)
}

function isSelected(entry: Entry | undefined): boolean {
  if (entry === undefined) return false
  const own = entry.metadata?.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata
  const selected = own?.['selected'] ?? (entry as { selected?: unknown }).selected
  return selected !== false
}

function chosenColumns(
  types: ReadonlyMap<string, ColumnType>,
  keys: readonly string[],
  entry: Entry | undefined,
): Set<string> {
  const left = new Set(
    (entry?.metadata ?? [])
      .filter(({ breadcrumb, metadata }) => breadcrumb.length === 2 && metadata['selected'] === false)
      .map(({ breadcrumb }) => breadcrumb[1]),
  )
  return new Set([...types.keys()].filter((name) => keys.includes(name) || !left.has(name)))
}

function replicationKeyOf(entry: Entry | undefined, types: ReadonlyMap<string, ColumnType>): string | null {
  const own = entry?.metadata?.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata
  if (own?.['replication-method'] !== 'INCREMENTAL') return null
  const key = own['replication-key']
  if (typeof key !== 'string' || !types.has(key)) {
    throw new ConnectorError(
      `The stream "${entry?.tap_stream_id}" is to be read incrementally, but its replication key "${String(key)}" is no column.`,
    )
  }
  return key
}

function bookmarkOf(bookmarks: Bookmarks, entity: string, key: string): unknown {
  const bookmark = bookmarks[entity]
  if (bookmark === undefined || bookmark.replication_key !== key) return undefined
  return bookmark.replication_key_value
}

/** Numbers compare as numbers, everything else as text: ISO dates sort that way. */
function isBefore(a: unknown, b: unknown): boolean {
  return typeof a === 'number' && typeof b === 'number' ? a < b : String(a) < String(b)
}

interface Row {
  header: string[]
  values: string[]
  /** In the file, from 1. */
  line: number
}

async function* readRows(part: CsvFile, path: string): AsyncGenerator<Row> {
  const source = createReadStream(path)
  const parser = parse({
    delimiter: part.delimiter,
    bom: true,
    skip_empty_lines: true,
    relax_column_count: true,
    info: true,
  })
  source.on('error', (error) =>
    parser.destroy(new ConnectorError(`${path} cannot be read: ${error.message}.`)),
  )
  if (part.encoding === 'utf-8') source.pipe(parser)
  else void feed(decodedText(source, part.encoding), parser)
  let header: string[] | undefined
  try {
    for await (const item of parser as AsyncIterable<{ record: string[]; info: { lines: number } }>) {
      if (header === undefined) {
        header = checkedHeader(item.record, path)
        continue
      }
      if (item.record.length !== header.length) {
        throw new ConnectorError(
          `${path}, line ${item.info.lines}: ${item.record.length} fields where the header has ${header.length}.`,
        )
      }
      yield { header, values: item.record, line: item.info.lines }
    }
  } catch (error) {
    if (error instanceof ConnectorError) throw error
    throw new ConnectorError(`${path} is no CSV: ${(error as Error).message}`)
  } finally {
    source.destroy()
  }
}

async function* decodedText(source: AsyncIterable<unknown>, encoding: string): AsyncGenerator<string> {
  const decoder = new TextDecoder(encoding)
  for await (const chunk of source) yield decoder.decode(chunk as Buffer, { stream: true })
  yield decoder.decode()
}

async function feed(input: AsyncIterable<string>, parser: ReturnType<typeof parse>): Promise<void> {
  try {
    for await (const text of input) {
      if (!parser.write(text)) await new Promise<void>((resolve) => parser.once('drain', resolve))
    }
    parser.end()
  } catch (error) {
    parser.destroy(error as Error)
  }
}

async function headerOf(part: CsvFile, path: string): Promise<string[]> {
  const parser = parse({ delimiter: part.delimiter, bom: true, to: 1 })
  createReadStream(path).pipe(parser)
  for await (const record of parser as AsyncIterable<string[]>) return checkedHeader(record, path)
  return []
}

/** Names must be there and differ, or columns would silently replace each other. */
function checkedHeader(names: readonly string[], path: string): string[] {
  const header = names.map((name) => name.trim())
  const blank = header.indexOf('')
  if (blank !== -1) throw new ConnectorError(`${path}: column ${blank + 1} has no name in the header.`)
  const twice = header.find((name, index) => header.indexOf(name) !== index)
  if (twice !== undefined) throw new ConnectorError(`${path}: the header has the column "${twice}" twice.`)
  return header
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(tapCsv, work)
