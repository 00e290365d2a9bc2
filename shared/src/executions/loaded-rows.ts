import * as z from 'zod'

import { isJsonObject, type Json, type JsonObject } from '../json/json.ts'
import { isNumber } from '../json/exact-number.ts'
import type { Execution } from './execution.ts'

export const loadedRowsRequestSchema = z.strictObject({
  /** A stream of the execution, as the loader received it. */
  stream: z.string().min(1).max(1000),
})
export type LoadedRowsRequest = z.infer<typeof loadedRowsRequestSchema>

/** The first rows that a bundled loader wrote. */
export const loadedRowsSchema = z.object({
  stream: z.string(),
  place: z.discriminatedUnion('kind', [
    z.object({ kind: z.literal('file'), path: z.string() }),
    z.object({ kind: z.literal('table'), database: z.string(), table: z.string() }),
  ]),
  /** Whether anything exists at that place. */
  exists: z.boolean(),
  columns: z.array(z.string()),
  /**
   * JSON texts in the order of the columns, with secrets masked, cut at a maximum length. Null: the row lacks
   * the column.
   */
  rows: z.array(z.array(z.string().nullable())),
  /** Whether there are further rows. */
  hasMore: z.boolean(),
  /** Number of lines among the first that are not JSON objects. */
  unreadable: z.number(),
  /** Number of columns that are not shown. */
  omittedColumns: z.number(),
})
export type LoadedRows = z.infer<typeof loadedRowsSchema>

/** Settings that determine where a loader writes, by the names that Singer targets use. */
const PLACES = {
  host: ['host', 'hostname', 'server', 'account', 'endpoint'],
  port: ['port'],
  project: ['project', 'project_id'],
  bucket: ['bucket', 'bucket_name', 's3_bucket', 'gcs_bucket'],
  database: ['database', 'dbname', 'database_name', 'catalog'],
  schema: ['schema', 'default_target_schema', 'target_schema', 'dataset', 'dataset_id', 'default_dataset'],
  /** Address of an API. */
  url: ['api_url', 'base_url', 'url', 'endpoint_url', 'uri'],
  /** A database in a file. */
  file: ['db_file', 'database_file', 'duckdb_path', 'db_path'],
  path: ['destination_path', 'output_path', 'output_folder', 'path', 'file_path', 'filepath', 'key_prefix'],
} as const
export type PlaceKind = keyof typeof PLACES
const KINDS = Object.keys(PLACES) as PlaceKind[]

/** Where an execution's data went, as far as its settings show. */
export interface Destination {
  /** Name of the loader's plugin. */
  loader: string
  parts: { kind: PlaceKind; value: string }[]
  /** The file or table of each stream; null if the settings do not show it. */
  streams: { stream: string; records: number; place: string | null }[]
  /** Whether the rows can be shown, because the loader is bundled. */
  showsRows: boolean
}

/** Returns what settings show about the destination, without possible secrets. */
export const placesIn = (settings: JsonObject): Partial<Record<PlaceKind, string>> =>
  Object.fromEntries(
    KINDS.flatMap((kind) => {
      const value = PLACES[kind].flatMap((name) => plainValue(settings[name]) ?? [])[0]
      return value === undefined ? [] : [[kind, value]]
    }),
  )

/** Derives the destination from the redacted configuration. Undefined if the execution has no loader yet. */
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

/** Settings of bundled loaders that determine where a stream goes. */
export const PLACE_SETTINGS = [
  'destination_path',
  'do_timestamp_file',
  'custom_name',
  'database',
  'table_prefix',
] as const

/** How bundled loaders name their output. */
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

/**
 * Returns the name of the file or table that a bundled loader writes for a stream. Null for other loaders,
 * and if the settings do not show it.
 */
export const placeOfStream = (loader: string, settings: JsonObject, stream: string): string | null =>
  BUNDLED[loader]?.(settings, stream) ?? null

/** Longer values do not name a place. */
const MAX_CHARACTERS = 1000
/** Patterns of possible passwords: a connection string in place of a name is not shown. */
const CREDENTIALS = [
  // user:password@host, also after a scheme; passwords can contain any character.
  /(?::|\/\/)[^]*@/,
  // password=…, in a query or between semicolons.
  /(?:pass|pwd|token|secret|credential|key|sig|auth)\w*\s*=/i,
]

/** Returns a value as text; undefined for a masked value or one that might contain a password. */
function plainValue(value: Json | undefined): string | undefined {
  if (isJsonObject(value) || Array.isArray(value)) return undefined
  if (isNumber(value)) return String(value)
  if (typeof value !== 'string' || value.trim() === '') return undefined
  return value.includes('***') ||
    value.length > MAX_CHARACTERS ||
    CREDENTIALS.some((pattern) => pattern.test(value))
    ? undefined
    : value
}
