import type { JsonObject } from '@flx/shared/json/json'
import { placesIn, type PlaceKind } from '@flx/shared/executions/loaded-rows'
import type { DatasetKind } from '@flx/shared/lineage/lineage'

/** A database system's naming of tables: the parts of a name, and the default schema. */
interface Dialect {
  scheme: string
  /** Words in a plugin's name that identify the system. */
  words: readonly string[]
  /** The default port. */
  port?: string
  parts: readonly ('database' | 'schema')[]
  schema?: string
  /** The database is a file, which is the place. */
  file?: true
  /** One service for all: names start with the project, and the scheme alone is the namespace. */
  everywhere?: true
}

/** Longer words first: "postgres" also occurs in names of other systems. */
export const DIALECTS: readonly Dialect[] = [
  { scheme: 'redshift', words: ['redshift'], port: '5439', parts: ['database', 'schema'], schema: 'public' },
  {
    scheme: 'postgres',
    words: ['postgres', 'postgresql'],
    port: '5432',
    parts: ['database', 'schema'],
    schema: 'public',
  },
  { scheme: 'snowflake', words: ['snowflake'], parts: ['database', 'schema'], schema: 'public' },
  { scheme: 'bigquery', words: ['bigquery'], parts: ['database', 'schema'], everywhere: true },
  {
    scheme: 'mssql',
    words: ['mssql', 'sqlserver'],
    port: '1433',
    parts: ['database', 'schema'],
    schema: 'dbo',
  },
  { scheme: 'mysql', words: ['mysql', 'mariadb', 'singlestore'], port: '3306', parts: ['database'] },
  { scheme: 'oracle', words: ['oracle'], port: '1521', parts: ['database', 'schema'] },
  { scheme: 'clickhouse', words: ['clickhouse'], port: '8123', parts: ['database'] },
  {
    scheme: 'duckdb',
    words: ['duckdb', 'motherduck'],
    parts: ['database', 'schema'],
    schema: 'main',
    file: true,
  },
  { scheme: 'sqlite', words: ['sqlite', 'sql'], parts: [], file: true },
]

const FILE_WORDS = [
  'csv',
  'jsonl',
  'json',
  'parquet',
  's3',
  'gcs',
  'sftp',
  'excel',
  'spreadsheets',
  'avro',
  'file',
]

/** Makes a path absolute; connectors resolve relative paths from their working folder. */
export type Absolute = (path: string) => string

/** The system that holds a plugin's data. */
export interface System {
  namespace: string
  kind: DatasetKind
  dialect: Dialect | null
  /** From the settings, if they name it. */
  database: string | null
  schema: string | null
  folder: string | null
  /** Whether the settings locate the system; if not, the plugin's name stands for it. */
  located: boolean
}

/**
 * Locates a plugin's data from its settings, secrets removed. Names follow the OpenLineage naming
 * (openlineage.io/docs/spec/naming) where it covers them.
 */
export function systemOf(plugin: string, settings: JsonObject, absolute: Absolute): System {
  const words = plugin.toLowerCase().split(/[^a-z0-9]+/)
  const place = placesIn(settings)
  const dialect = DIALECTS.find((candidate) => candidate.words.some((word) => words.includes(word))) ?? null
  const kind =
    dialect !== null ? 'table' : FILE_WORDS.some((word) => words.includes(word)) ? 'file' : 'stream'
  const file = place.file ?? place.path ?? place.database
  const base = {
    kind,
    dialect,
    database: place.database ?? place.project ?? null,
    schema: place.schema ?? null,
  } as const
  if (dialect?.file === true) {
    if (file === undefined) return { ...base, namespace: plugin, folder: null, located: false }
    const path = MOTHERDUCK.test(file) ? file.replace(/\?.*$/s, '') : absolute(file)
    return {
      ...base,
      namespace: `${dialect.scheme}://${path}`,
      database: dialect.parts.includes('database') ? databaseInFile(path) : base.database,
      folder: null,
      located: true,
    }
  }
  if (kind === 'file') {
    const bucket = place.bucket
    if (bucket !== undefined) {
      const scheme = words.includes('gcs') ? 'gs' : 's3'
      return { ...base, namespace: `${scheme}://${bucket}`, folder: place.path ?? '', located: true }
    }
    return {
      ...base,
      namespace: 'file',
      folder: absolute(place.path ?? '.'),
      located: place.path !== undefined,
    }
  }
  if (dialect?.everywhere === true && base.database !== null)
    return { ...base, namespace: dialect.scheme, folder: null, located: true }
  const host = hostOf(place)
  if (host === null) return { ...base, namespace: plugin, folder: null, located: false }
  const port = place.port ?? dialect?.port
  return {
    ...base,
    namespace: `${dialect?.scheme ?? 'https'}://${host}${port === undefined ? '' : `:${port}`}`,
    folder: null,
    located: true,
  }
}

/** A database in MotherDuck, not a file. */
const MOTHERDUCK = /^(?:md|motherduck):/

/** Returns DuckDB's name for the database in a file: the file name up to its first dot. */
export const databaseInFile = (path: string): string =>
  (MOTHERDUCK.test(path) ? path.replace(MOTHERDUCK, '') : (path.split('/').at(-1) ?? '')).split('.')[0] ?? ''

/** Returns the full name of a table. The schema is the given one, else the configured one, else the system's default. */
export function tableName(system: System, table: string, schema?: string): string {
  const parts = {
    database: system.database,
    schema: schema ?? system.schema ?? system.dialect?.schema ?? null,
  }
  return [...(system.dialect?.parts ?? []).flatMap((part) => parts[part] ?? []), table].join('.')
}

function hostOf(place: Partial<Record<PlaceKind, string>>): string | null {
  const { host, url } = place
  if (host !== undefined) return host.toLowerCase()
  if (url === undefined || !URL.canParse(url)) return null
  return new URL(url).host || null
}
