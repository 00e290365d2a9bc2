import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'

import type { JsonObject } from '@flx/shared/json/json'

import type { TestEngine } from '../../engine/support/engine.ts'
import {
  heldByDuckDb,
  heldByPostgres,
  heldBySqlite,
  heldInCsv,
  heldInJsonLines,
  heldInParquet,
  heldInSinger,
  type Held,
} from './held.ts'
import type { MariaDb } from './mariadb.ts'
import type { PostgresDatabase } from './postgres.ts'
import { programOf } from './shell.ts'

/** Destinations of loaders, and how each was installed. */
export interface Systems {
  engine: TestEngine
  postgres: PostgresDatabase
  mariadb: () => Promise<MariaDb>
}

/** A fresh destination that one loader writes to. */
interface Destination {
  config: JsonObject
  held(): Promise<Held>
}

interface Loader {
  /** True for a loader that replaces a row with the same key; otherwise it appends. */
  upserts: boolean
  make(systems: Systems, name: string): Promise<Destination>
}

const files = ({ engine }: Systems, name: string): string => join(engine.dataDir, 'files', name)

const connection = ({ postgres: { host, port, user, password, name } }: Systems): JsonObject => ({
  ...{ host, port, user, password },
  dbname: name,
  database: name,
})

const inFolder =
  (read: (folder: string) => Held, setting: string, more: JsonObject = {}): Loader['make'] =>
  async (systems, name) => {
    // Some loaders do not create their folder.
    await mkdir(files(systems, name), { recursive: true })
    return {
      config: { ...more, [setting]: name },
      held: () => Promise.resolve(read(files(systems, name))),
    }
  }

/** It replaces a file of the same name, whatever its setting for that says. */
const CSV_NAMES = { file_naming_scheme: '{stream_name}-{timestamp}.csv', timestamp_format: '%Y%m%dT%H%M%S' }

/** By the ID of the connector. */
export const LOADERS: Readonly<Record<string, Loader>> = {
  'meltanolabs-target-postgres': {
    upserts: true,
    make: async (systems, name) => {
      const { dbname: _same, ...config } = connection(systems)
      return Promise.resolve({
        config: { ...config, default_target_schema: name, hard_delete: true },
        held: () => heldByPostgres(systems.postgres, name),
      })
    },
  },
  'pipelinewise-target-postgres': {
    upserts: true,
    make: async (systems, name) => {
      const { database: _same, ...config } = connection(systems)
      return Promise.resolve({
        config: { ...config, default_target_schema: name, hard_delete: true },
        held: () => heldByPostgres(systems.postgres, name),
      })
    },
  },
  'target-duckdb': {
    upserts: true,
    make: async (systems, name) =>
      Promise.resolve({
        config: { filepath: `${name}.duckdb`, default_target_schema: 'main', hard_delete: true },
        held: async () =>
          heldByDuckDb(
            (await programOf(systems.engine, 'target-duckdb')).environment,
            files(systems, `${name}.duckdb`),
          ),
      }),
  },
  'singer-target-sqlite': {
    upserts: true,
    make: async (systems, name) =>
      Promise.resolve({
        config: { database: `${name}.db` },
        held: () => Promise.resolve(heldBySqlite(files(systems, `${name}.db`))),
      }),
  },
  // The bundled one.
  'target-sqlite': {
    upserts: true,
    make: async (systems, name) =>
      Promise.resolve({
        config: { database: `${name}.db` },
        held: () => Promise.resolve(heldBySqlite(files(systems, `${name}.db`))),
      }),
  },
  'meltanolabs-target-csv': {
    upserts: false,
    make: inFolder(heldInCsv, 'output_path', CSV_NAMES),
  },
  'singer-target-csv': { upserts: false, make: inFolder(heldInCsv, 'destination_path') },
  'singer-target-jsonl': { upserts: false, make: inFolder(heldInJsonLines, 'destination_path') },
  'target-singer-jsonl': {
    upserts: false,
    make: async (systems, name) =>
      Promise.resolve({
        config: { destination: 'local', local: { folder: name, recursive: true } },
        held: () => Promise.resolve(heldInSinger(files(systems, name))),
      }),
  },
  'target-parquet': {
    upserts: false,
    make: async (systems, name) => {
      await mkdir(files(systems, name), { recursive: true })
      return {
        config: { destination_path: name },
        held: async () =>
          heldInParquet(
            (await programOf(systems.engine, 'target-parquet')).environment,
            files(systems, name),
          ),
      }
    },
  },
}
