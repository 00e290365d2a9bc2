import { pathToFileURL } from 'node:url'

import { ConnectorError, formatCount, log, main, type Invocation, type Settings } from './cli.ts'
import { comparable, scanKey, startOf, type Bookmarks, type Comparable } from './csv/csv-bookmark.ts'
import { readFileSettings } from './csv/csv-files.ts'
import { readCsv } from './csv/csv-rows.ts'
import {
  discoverStream,
  filesOf,
  groupByEntity,
  keysOf,
  propertiesOf,
  sampleTypes,
  type CsvStream,
} from './csv/csv-streams.ts'
import { paceOf } from './csv/pace.ts'
import { jsonOf, widen, type ColumnType } from './csv/csv-types.ts'
import { tapCsv } from './definitions.ts'
import { createSingerOutput, type SingerOutput } from './singer/singer-output.ts'

const STATE_EVERY = 10_000

const METADATA_COLUMNS: [string, ColumnType][] = [
  ['_sdc_source_file', 'string'],
  ['_sdc_source_lineno', 'integer'],
]

interface Entry {
  tap_stream_id: string
  selected?: unknown
  metadata?: { breadcrumb: string[]; metadata: Record<string, unknown> }[]
}

async function work({ settings, catalog, state, discover }: Invocation): Promise<void> {
  const streams = groupByEntity(readFileSettings(settings))
  if (discover) {
    const entries = []
    for (const stream of streams) entries.push(await discoverStream(stream))
    process.stdout.write(`${JSON.stringify({ streams: entries }, null, 2)}\n`)
    return
  }
  const output = createSingerOutput()
  const bookmarks: Bookmarks = { ...(state as { bookmarks?: Bookmarks } | undefined)?.bookmarks }
  const addMetadata = settings['add_metadata_columns'] === true
  try {
    for (const stream of streams) {
      const entry = (catalog as { streams?: Entry[] } | undefined)?.streams?.find(
        ({ tap_stream_id: id }) => id === stream.entity,
      )
      if (catalog !== undefined && !isSelected(entry)) continue
      await extract(stream, entry, bookmarks, { addMetadata, settings }, output)
    }
  } finally {
    await output.flush()
  }
}

async function extract(
  stream: CsvStream,
  entry: Entry | undefined,
  bookmarks: Bookmarks,
  { addMetadata, settings }: { addMetadata: boolean; settings: Settings },
  output: SingerOutput,
): Promise<void> {
  const { entity } = stream
  const types = await sampleTypes(stream)
  const keys = keysOf(stream, types)
  const replicationKey = replicationKeyOf(entry, types)
  const chosen = chosenColumns(types, keys, replicationKey, entry)
  const scanned = replicationKey === null ? undefined : await scanKey(stream, replicationKey)
  if (replicationKey !== null && scanned !== undefined) types.set(replicationKey, scanned.type)
  const keyType = scanned?.compares ?? 'empty'
  const start = replicationKey === null ? undefined : startOf(bookmarks, entity, replicationKey, keyType)

  const schemaLine = () => {
    const schemaTypes = new Map([
      ...[...types].filter(([name]) => chosen.has(name)),
      ...(addMetadata ? METADATA_COLUMNS : []),
    ])
    return JSON.stringify({
      type: 'SCHEMA',
      stream: entity,
      schema: { type: 'object', properties: propertiesOf(schemaTypes) },
      key_properties: keys,
      ...(replicationKey === null ? {} : { bookmark_properties: [replicationKey] }),
    })
  }
  let highest: { value: unknown; at: Comparable } | undefined = start
  const stateLine = (): string => {
    if (replicationKey !== null && highest !== undefined)
      bookmarks[entity] = { replication_key: replicationKey, replication_key_value: highest.value }
    return JSON.stringify({ type: 'STATE', value: { bookmarks } })
  }

  await output.line(schemaLine())
  let sorted = scanned?.sorted === true
  let count = 0
  const pace = paceOf(settings, (seconds) =>
    log('INFO', `${entity}: ${formatCount(count, 'record')} after ${seconds} s`),
  )
  for await (const { part, path } of filesOf(stream)) {
    let header: string[] | undefined
    let columns: Column[] = []
    let keyIndex = -1
    for await (const batch of readCsv(part, path)) {
      if (header === undefined) {
        header = batch.header
        columns = columnsOf(header, types, chosen)
        keyIndex = replicationKey === null ? -1 : header.indexOf(replicationKey)
      }
      for (let row = 0; row < batch.rows.length; row++) {
        const values = batch.rows[row] as string[]
        const keyText = values[keyIndex] ?? ''
        if (keyText !== '') {
          const at = comparable(keyText, keyType)
          if (start !== undefined && at < start.at) continue
          if (highest === undefined || at > highest.at)
            highest = { value: typeof at === 'number' && keyType !== 'date-time' ? at : keyText, at }
          // The files might have changed since they were scanned.
          else if (at < highest.at) sorted = false
        }
        let record = ''
        for (const column of columns) {
          const text = values[column.index] as string
          let json = jsonOf(text, column.type)
          if (json === undefined) {
            // The sample showed a narrower type: from here on the schema has the wider one.
            column.type = widen(column.type, text)
            types.set(column.name, column.type)
            await output.line(schemaLine())
            json = jsonOf(text, column.type) ?? JSON.stringify(text)
          }
          record += column.prefix + json
        }
        if (addMetadata) {
          const comma = record === '' ? '' : ','
          record += `${comma}"_sdc_source_file":${JSON.stringify(path)},"_sdc_source_lineno":${batch.lines[row]}`
        }
        const wait = output.line(`{"type":"RECORD","stream":${JSON.stringify(entity)},"record":{${record}}}`)
        if (wait !== undefined) await wait
        count += 1
        const pause = pace?.(count)
        if (pause !== undefined) {
          // Records already read are passed on during the pause.
          await output.flush()
          await pause
        }
        if (sorted && count % STATE_EVERY === 0) await output.line(stateLine())
      }
    }
  }
  await output.line(stateLine())
  log('INFO', `${entity}: ${formatCount(count, 'record')} extracted`)
}

interface Column {
  index: number
  name: string
  type: ColumnType
  /** Comma, name and colon. */
  prefix: string
}

function columnsOf(
  header: string[],
  types: ReadonlyMap<string, ColumnType>,
  chosen: ReadonlySet<string>,
): Column[] {
  return header
    .map((name, index) => ({ name, index, type: types.get(name) ?? 'string' }))
    .filter(({ name }) => chosen.has(name))
    .map((column, position) => ({
      ...column,
      prefix: `${position === 0 ? '' : ','}${JSON.stringify(column.name)}:`,
    }))
}

function isSelected(entry: Entry | undefined): boolean {
  if (entry === undefined) return false
  return (streamMetadata(entry)?.['selected'] ?? entry.selected) !== false
}

function streamMetadata(entry: Entry | undefined): Record<string, unknown> | undefined {
  return entry?.metadata?.find(({ breadcrumb }) => breadcrumb.length === 0)?.metadata
}

/** Returns all columns that are not deselected; keys and the replication key are always included. */
function chosenColumns(
  types: ReadonlyMap<string, ColumnType>,
  keys: readonly string[],
  replicationKey: string | null,
  entry: Entry | undefined,
): Set<string> {
  const unselected = new Set(
    (entry?.metadata ?? [])
      .filter(({ breadcrumb, metadata }) => breadcrumb.length === 2 && metadata['selected'] === false)
      .map(({ breadcrumb }) => breadcrumb[1]),
  )
  return new Set(
    [...types.keys()].filter(
      (name) => keys.includes(name) || name === replicationKey || !unselected.has(name),
    ),
  )
}

function replicationKeyOf(entry: Entry | undefined, types: ReadonlyMap<string, ColumnType>): string | null {
  const metadata = streamMetadata(entry)
  if (metadata?.['replication-method'] !== 'INCREMENTAL') return null
  const key = metadata['replication-key']
  if (typeof key !== 'string' || !types.has(key)) {
    throw new ConnectorError(
      `The stream "${entry?.tap_stream_id}" is set to be read incrementally, but its replication key "${String(key)}" is not a column.`,
    )
  }
  return key
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? '').href) await main(tapCsv, work)
