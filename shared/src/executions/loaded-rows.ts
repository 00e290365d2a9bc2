import * as z from 'zod'

import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { isNumber } from '../json/exact-number.ts'
import type { Execution } from './execution.ts'

export const loadedRowsRequestSchema = z.strictObject({
  /** A stream of the execution, as the loader got it. */
  stream: z.string().min(1).max(1000),
})
export type LoadedRowsRequest = z.infer<typeof loadedRowsRequestSchema>

/** The first rows of what a bundled loader wrote. */
export const loadedRowsSchema = z.object({
  stream: z.string(),
  place: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), path: z.string() }),
    z.object({ kind: z.literal('table'), database: z.string(), table: z.string() }),
  ]),
  /** False: nothing is at that place. */
  exists: z.boolean(),
  columns: z.array(z.string()),
  /** JSON texts in the order of the columns, secrets masked, cut at some length. Null: the row does not have the column. */
  rows: z.array(z.array(z.string().nullable())),
  /** There are more rows than these. */
  more: z.boolean(),
  /** Lines among the first that are not JSON objects. */
  unreadable: z.number(),
  /** Columns that are left out. */
  leftOut: z.number(),
})
export type LoadedRows = z.infer<typeof loadedRowsSchema>

/** Settings that say where a loader writes, as Singer targets name them; what they say about the place. */
const PLACES = {
  host: ['host', 'hostname', 'server', 'account', 'endpoint'],
  port: ['port'],
  project: ['project', 'project_id'],
  bucket: ['bucket', 'bucket_name', 's3_bucket', 'gcs_bucket'],
  database: ['database', 'dbname', 'database_name', 'catalog'],
  schema: ['schema', 'default_target_schema', 'target_schema', 'dataset', 'dataset_id', 'default_dataset'],
  /** An address of an interface. */
  url: ['api_url', 'base_url', 'url', 'endpoint_url', 'uri'],
  /** A database that is a file. */
  file: ['db_file', 'database_file', 'duckdb_path', 'db_path'],
  path: ['destination_path', 'output_path', 'output_folder', 'path', 'file_path', 'filepath', 'key_prefix'],
} as const
export type PlaceKind = keyof typeof PLACES
const KINDS = Object.keys(PLACES) as PlaceKind[]

/** Where an execution's data went, as far as its settings tell. */
export interface Destination {
  /** The loader's plugin. */
  loader: string
  parts: { kind: PlaceKind; value: string }[]
  /** The file or the table of each stream; null when the settings do not tell. */
  streams: { stream: string; records: number; place: string | null }[]
  /** The product can show the rows: the loader is one of its own. */
  showsRows: boolean
}

/** What settings say about a place, without what may be a secret. */
export const placesIn = (settings: JsonObject): Partial<Record<PlaceKind, string>> =>
  Object.fromEntries(
    KINDS.flatMap((kind) => {
      const value = PLACES[kind].flatMap((name) => plainValue(settings[name]) ?? [])[0]
      return value === undefined ? [] : [[kind, value]]
    }),
  )

/** Reads the destination from the redacted configuration. Undefined before an execution has a loader. */
export function destinationOf(
  execution: Pick<Execution, 'steps' | 'streams' | 'resolvedConfig'>,
): Destination | undefined {
  const step = execution.steps.find(({ kind }) => kind === 'load')
  if (step === undefined) return undefined
  const settings = execution.resolvedConfig?.[step.plugin] ?? {}
  const isBundled = (step.variant ?? 'bundled') === 'bundled'
  const place = (isBundled ? BUNDLED[step.plugin] : undefined) ?? (() => null)
  return {
    loader: step.plugin,
    parts: KINDS.flatMap((kind) => {
      const value = placesIn(settings)[kind]
      return value === undefined ? [] : [{ kind, value }]
    }),
    streams: execution.streams.map(({ stream, records }) => ({
      stream,
      records,
      place: place(settings, stream),
    })),
    showsRows: isBundled && step.plugin in BUNDLED,
  }
}

/** Settings of bundled loaders that say where a stream goes. */
export const PLACE_SETTINGS = [
  'destination_path',
  'do_timestamp_file',
  'custom_name',
  'database',
  'table_prefix',
] as const

/** How the bundled loaders name what they write. */
const BUNDLED: Record<string, (settings: JsonObject, stream: string) => string | null> = {
  'target-jsonl': (settings, stream) => {
    const custom = settings['custom_name']
    const name = typeof custom === 'string' && custom !== '' ? custom : stream
    const isAsWritten = settings['do_timestamp_file'] !== true && /^(?!\.)[\w.-]{1,150}$/.test(name)
    return isAsWritten ? `${name}.jsonl` : null
  },
  'target-sqlite': (settings, stream) => {
    const prefix = settings['table_prefix']
    return (typeof prefix === 'string' ? prefix : '') + stream
  },
}

/** What a bundled loader makes of a stream: the name of a file or a table. Null for others, and where settings do not tell. */
export const placeOfStream = (loader: string, settings: JsonObject, stream: string): string | null =>
  BUNDLED[loader]?.(settings, stream) ?? null

/** A masked value, and an address that may have a password in it, tell nothing. */
/** No name of a place is longer. */
const MOST_CHARACTERS = 1000
/** A connection string in the place of a name may hold a password: what looks like one names no place. */
const CREDENTIALS = [
  // user:password@host, also behind a scheme; passwords may hold any character.
  /(?::|\/\/)[^]*@/,
  // password=…, in a query or between semicolons.
  /(?:pass|pwd|token|secret|credential|key|sig|auth)\w*\s*=/i,
]

function plainValue(value: Json | undefined): string | undefined {
  if (isJsonObject(value) || Array.isArray(value)) return undefined
  if (isNumber(value)) return String(value)
  if (typeof value !== 'string' || value.trim() === '') return undefined
  return value.includes('***') || value.length > MOST_CHARACTERS || CREDENTIALS.some((one) => one.test(value))
    ? undefined
    : value
}
