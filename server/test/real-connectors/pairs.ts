import { mkdirSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'

import type { JsonObject } from '@flx/shared/json/json'

import type { Systems } from './support/destinations.ts'
import {
  jsonlPeople,
  mariaPeople,
  PEOPLE_SCHEMA,
  postgresPeople,
  restPeople,
  singerPeople,
  type Source,
} from './support/sources.ts'

/** The extractor's configuration for one pair. */
interface Extraction extends Partial<AsyncDisposable> {
  source: Source
  config: JsonObject
}

export interface Pair {
  tap: string
  target: string
  method: 'key' | 'log' | 'whole'
  /** Requirements on the machine. */
  needs?: 'postgres-log' | 'mariadb'
  make(systems: Systems): Promise<Extraction>
  /** Of the table with an odd name: 5 rows, one more in the second execution. */
  odd?: boolean
  /** Records of the second execution, including repeated ones at the bookmark. */
  second?: number
  /** Rows loaded when the loader loses some: the same through a shell. */
  held?: { inFirst?: number; odd?: number; people?: number }
  /** Rows at the bookmark that an appending loader holds twice. */
  again?: number
}

const KEYED = (streams: readonly string[], method = 'INCREMENTAL'): JsonObject =>
  Object.fromEntries(
    streams.map((stream) => [
      stream,
      method === 'INCREMENTAL'
        ? { 'replication-method': method, 'replication-key': 'updated_at' }
        : { 'replication-method': method, 'replication-key': '_sdc_lsn' },
    ]),
  )

const SHOP = ['shop-people', 'shop-Odd Table', 'shop-empty_table']

interface Choice {
  method?: 'INCREMENTAL' | 'LOG_BASED'
  streams?: string[]
  /** Old extractors prefix stream names with the database. */
  databaseFirst?: boolean
  /** Fields that are left out. */
  without?: string[]
}

const fromPostgres =
  (more: JsonObject, choice: Choice = {}): Pair['make'] =>
  async ({ postgres }) => {
    const { method = 'INCREMENTAL', streams = SHOP, databaseFirst = false, without = [] } = choice
    const prefixed = databaseFirst ? streams.map((stream) => `${postgres.name}-${stream}`) : streams
    await postgres.query('drop schema if exists shop cascade')
    for (const slot of method === 'LOG_BASED' ? [`pipelinewise_${postgres.name}`, 'tappostgres'] : []) {
      await postgres.query(
        `select pg_drop_replication_slot(slot_name) from pg_replication_slots where slot_name = '${slot}'`,
      )
      await postgres.query(`select pg_create_logical_replication_slot('${slot}', 'wal2json')`)
    }
    const { host, port, user, password, name } = postgres
    return {
      source: await postgresPeople(postgres),
      config: {
        ...{ host, port, user, password, ...more },
        ...(Array.isArray(more['filter_schemas']) ? { database: name } : { dbname: name }),
        _select: [...prefixed.map((stream) => `${stream}.*`), ...without.map((field) => `!*.${field}`)],
        _metadata: KEYED(prefixed, method),
      },
    }
  }

const SDK_POSTGRES = { filter_schemas: ['shop'], ssl_enable: false }
const OLD_POSTGRES = { filter_schemas: 'shop' }

const fromMariaDb =
  (method = 'INCREMENTAL'): Pair['make'] =>
  async ({ mariadb }) => {
    const db = await mariadb()
    const { host, port, user, password, database } = db
    await db.query(`drop database ${database}; create database ${database}`)
    const streams = ['people', 'Odd Table', 'empty_table'].map((table) => `${database}-${table}`)
    return {
      source: await mariaPeople(db),
      config: {
        ...{ host, port: String(port), user, password, database, filter_dbs: database, engine: 'mariadb' },
        _select: streams.map((stream) => `${stream}.*`),
        _metadata: KEYED(streams, method),
      },
    }
  }

/** Lets DuckDB guess whether its files have a header: the first row counts as one if its values have other types. */
const DUCKDB_LOSES = { inFirst: 49, odd: 5 }

export const PAIRS: readonly Pair[] = [
  {
    ...{ tap: 'meltanolabs-tap-postgres', target: 'meltanolabs-target-postgres', method: 'key' },
    make: fromPostgres(SDK_POSTGRES),
  },
  {
    ...{ tap: 'meltanolabs-tap-postgres', target: 'meltanolabs-target-postgres', method: 'log' },
    needs: 'postgres-log',
    make: fromPostgres(
      { ...SDK_POSTGRES, replication_slot_name: 'tappostgres', replication_idle_exit_seconds: 3 },
      { method: 'LOG_BASED', streams: ['shop-people'] },
    ),
    ...{ odd: false, second: 18 },
  },
  {
    ...{ tap: 'pipelinewise-tap-postgres', target: 'pipelinewise-target-postgres', method: 'key' },
    make: fromPostgres(OLD_POSTGRES),
  },
  {
    ...{ tap: 'pipelinewise-tap-postgres', target: 'pipelinewise-target-postgres', method: 'log' },
    needs: 'postgres-log',
    make: fromPostgres({ ...OLD_POSTGRES, logical_poll_total_seconds: 5 }, { method: 'LOG_BASED' }),
  },
  {
    ...{ tap: 'singer-tap-postgres', target: 'singer-target-jsonl', method: 'key', again: 1 },
    make: fromPostgres(OLD_POSTGRES, { databaseFirst: true }),
  },
  {
    ...{ tap: 'meltanolabs-tap-postgres', target: 'target-duckdb', method: 'key' },
    held: DUCKDB_LOSES,
    make: fromPostgres(SDK_POSTGRES),
  },
  {
    ...{ tap: 'pipelinewise-tap-postgres', target: 'target-sqlite', method: 'key' },
    make: fromPostgres(OLD_POSTGRES),
  },
  {
    ...{ tap: 'meltanolabs-tap-postgres', target: 'target-parquet', method: 'key', again: 1 },
    // It writes all streams into one file, and no documents.
    ...{ odd: false, second: 16 },
    make: fromPostgres(SDK_POSTGRES, { streams: ['shop-people'], without: ['doc'] }),
  },
  {
    ...{ tap: 'pipelinewise-tap-mysql', target: 'target-duckdb', method: 'key', needs: 'mariadb' },
    held: DUCKDB_LOSES,
    make: fromMariaDb(),
  },
  {
    ...{
      tap: 'pipelinewise-tap-mysql',
      target: 'pipelinewise-target-postgres',
      method: 'log',
      needs: 'mariadb',
    },
    make: fromMariaDb('LOG_BASED'),
  },
  {
    ...{ tap: 'singer-tap-mysql', target: 'singer-target-csv', method: 'key', needs: 'mariadb', again: 1 },
    make: fromMariaDb(),
  },
  {
    ...{
      tap: 'meltanolabs-tap-mysql',
      target: 'meltanolabs-target-postgres',
      method: 'key',
      needs: 'mariadb',
    },
    make: fromMariaDb(),
  },
  {
    ...{ tap: 'tap-rest-api-msdk', target: 'meltanolabs-target-csv', method: 'key', odd: false },
    ...{ second: 16, again: 1 },
    make: async () => {
      const source = await restPeople()
      return {
        source,
        config: {
          api_url: source.url,
          streams: [
            {
              ...{ name: 'people', path: '/people', records_path: '$.people[*]', primary_keys: ['id'] },
              ...{
                replication_key: 'updated_at',
                source_search_field: 'since',
                start_date: '2020-01-01T00:00:00Z',
              },
              source_search_query: '$last_run_date',
            },
          ],
        },
        [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
      }
    },
  },
  {
    ...{ tap: 'tap-rest-api', target: 'singer-target-sqlite', method: 'key', odd: false },
    // It knows no key of a stream, so that the loader appends.
    ...{ second: 15, held: { people: 65 } },
    make: async ({ engine }) => {
      const source = await restPeople()
      // It has no schemas except those of a folder.
      const schemas = join(engine.dataDir, 'files/schemas')
      mkdirSync(schemas, { recursive: true })
      writeFileSync(join(schemas, 'people.json'), JSON.stringify({ type: 'object', ...PEOPLE_SCHEMA }))
      return {
        source,
        config: {
          ...{
            url: `${source.url}/people?since={start_datetime}&offset={current_offset}`,
            streams: 'people',
          },
          ...{ record_list_level: 'people[*]', schema_dir: 'schemas', datetime_key: 'updated_at' },
          ...{
            start_datetime: '2020-01-01T00:00:00',
            items_per_page: 100,
            end_datetime: '2027-01-01T00:00:00',
          },
        },
        [Symbol.asyncDispose]: () => source[Symbol.asyncDispose](),
      }
    },
  },
  {
    ...{ tap: 'tap-jsonl', target: 'pipelinewise-target-postgres', method: 'whole', odd: false, second: 65 },
    make: async ({ engine }) => {
      const source = jsonlPeople(join(engine.dataDir, 'files/jsonl'))
      return Promise.resolve({
        source,
        config: { path: source.glob, stream_name: 'people', primary_keys: ['id'] },
      })
    },
  },
  {
    ...{ tap: 'tap-singer-jsonl', target: 'target-singer-jsonl', method: 'whole', odd: false, second: 15 },
    make: async ({ engine }) => {
      const source = singerPeople(join(engine.dataDir, 'files/singer'))
      return Promise.resolve({
        source,
        config: {
          source: 'local',
          local: { folders: [join(engine.dataDir, 'files/singer')], recursive: true, paths: [] },
        },
      })
    },
  },
]
