import type { SettingDefinition } from '@flx/shared/plugins/plugin'

import { VERSION } from '../core/version.ts'
import type { Connector } from './cli.ts'

/** A connector that comes with the product, as the registry lists it. */
export interface BundledConnector extends Connector {
  type: 'extractor' | 'loader' | 'transformer'
  mode: 'in-flight' | 'post-load' | null
  label: string
  capabilities: string[]
  settingDefinitions: SettingDefinition[]
  /** File in this folder. */
  program: string
}

const version = VERSION

export const tapCsv: BundledConnector = {
  name: 'tap-csv',
  type: 'extractor',
  mode: null,
  label: 'CSV files',
  version,
  description:
    'Reads CSV files with types from their content, in full or incrementally by a replication key.',
  capabilities: ['catalog', 'discover', 'state', 'about'],
  settingDefinitions: [
    {
      name: 'files',
      kind: 'array',
      label: 'Files',
      description:
        'Required unless a definition file is set. A list of {"entity": name of the stream, "path": file, folder or glob, "keys": key columns, "delimiter": ",", "encoding": "utf-8"}.',
    },
    {
      name: 'csv_files_definition',
      kind: 'file',
      label: 'Definition file',
      description: 'A JSON file that holds the list of files, instead of "files".',
    },
    {
      name: 'add_metadata_columns',
      kind: 'boolean',
      label: 'Add metadata columns',
      value: false,
      description: 'Adds _sdc_source_file and _sdc_source_lineno to each record.',
    },
    {
      name: 'records_per_second',
      kind: 'integer',
      label: 'Records per second',
      description:
        'Reads at most this many records per second. Without it, as fast as the loader takes them.',
    },
  ],
  program: 'tap-csv.ts',
}

export const targetJsonl: BundledConnector = {
  name: 'target-jsonl',
  type: 'loader',
  mode: null,
  label: 'JSON Lines',
  version,
  description: 'Appends each stream to a JSON Lines file.',
  capabilities: ['about', 'batch'],
  settingDefinitions: [
    {
      name: 'destination_path',
      kind: 'string',
      label: 'Destination folder',
      value: '.',
      description: 'Folder for the files; relative to the working folder of the connectors.',
    },
    {
      name: 'do_timestamp_file',
      kind: 'boolean',
      label: 'Time in the file names',
      value: false,
      description: 'Each execution writes its own files, named by its time.',
    },
    {
      name: 'custom_name',
      kind: 'string',
      label: 'File name',
      description: 'Replaces the name of the stream.',
    },
  ],
  program: 'target-jsonl.ts',
}

export const targetSqlite: BundledConnector = {
  name: 'target-sqlite',
  type: 'loader',
  mode: null,
  label: 'SQLite',
  version,
  description:
    'Loads each stream into a table of a SQLite file; creates and widens tables, upserts by key properties.',
  capabilities: ['about', 'batch', 'activate-version', 'hard-delete'],
  settingDefinitions: [
    {
      name: 'database',
      kind: 'string',
      label: 'Database file',
      required: true,
      description: 'Path of the SQLite file; relative to the working folder of the connectors.',
    },
    {
      name: 'table_prefix',
      kind: 'string',
      label: 'Table prefix',
      description: 'Prefix for the name of each table.',
    },
    {
      name: 'batch_size',
      kind: 'integer',
      label: 'Records per commit',
      value: 10_000,
      description: 'A state is confirmed after the commit of all records before it.',
    },
  ],
  program: 'target-sqlite.ts',
}

export const mapFields: BundledConnector = {
  name: 'map-fields',
  type: 'transformer',
  mode: 'in-flight',
  label: 'Map fields',
  version,
  description:
    'Selects, drops, renames and hashes fields, and filters records, between extractor and loader.',
  capabilities: ['about'],
  settingDefinitions: [
    {
      name: 'streams',
      kind: 'object',
      label: 'Streams',
      required: true,
      description:
        'By stream or glob: {"select": [fields], "drop": [fields], "rename": {from: to}, "hash": [fields], "filter": [{"field", "op", "value"}], "rename_stream": name}.',
    },
    {
      name: 'hash_salt',
      kind: 'password',
      label: 'Salt for hashes',
      description: 'Added to each value before hashing, so that it cannot be guessed.',
    },
  ],
  program: 'map-fields.ts',
}

export const transformSql: BundledConnector = {
  name: 'transform-sql',
  type: 'transformer',
  mode: 'post-load',
  label: 'SQL on SQLite',
  version,
  description: 'Runs SQL statements on a SQLite file after the load, in one transaction.',
  capabilities: ['about'],
  settingDefinitions: [
    { name: 'database', kind: 'string', label: 'Database file', required: true },
    { name: 'statements', kind: 'array', label: 'Statements', description: 'SQL statements, in order.' },
    { name: 'file', kind: 'file', label: 'SQL file', description: 'Runs before the statements.' },
  ],
  program: 'transform-sql.ts',
}

export const BUNDLED_CONNECTORS: readonly BundledConnector[] = [
  tapCsv,
  targetJsonl,
  targetSqlite,
  mapFields,
  transformSql,
]
