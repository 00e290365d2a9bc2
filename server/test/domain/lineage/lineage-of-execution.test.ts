import type { DatasetColumn } from '@flx/shared/lineage/lineage'
import { describe, expect, it } from 'vitest'

import { readDbtLineage } from '../../../src/domain/dbt/dbt-lineage.ts'
import { placeOf } from '../../../src/domain/lineage/foreign/foreign-names.ts'
import { lineageOfExecution, type ExecutionFacts } from '../../../src/domain/lineage/lineage-of-execution.ts'
import { changedBy } from '../../../src/domain/lineage/stream-names.ts'
import { systemOf } from '../../../src/domain/lineage/systems.ts'

const absolute = (path: string): string => (path.startsWith('/') ? path : `/files/${path}`)
const columns = (...names: string[]): DatasetColumn[] => names.map((name) => ({ name, type: 'string' }))
const program = (plugin: string, settings = {}, bundled = false) => ({ plugin, bundled, settings })
const facts = (given: Partial<ExecutionFacts>): ExecutionFacts => ({
  absolute,
  extractor: program('tap-github'),
  mappers: [],
  loader: program('target-postgres', { host: 'db', database: 'raw' }),
  extracted: new Map(),
  loaded: new Map(),
  transform: null,
  whole: true,
  ...given,
})
function flowsIn(given: Partial<ExecutionFacts>): string[] {
  const { datasets, flows } = lineageOfExecution(facts(given))
  const name = (at: number) => `${datasets[at]?.namespace} ${datasets[at]?.name}`
  return flows.map(({ from, to, certainty }) => `${name(from)} -> ${name(to)} (${certainty})`)
}

describe('systems', () => {
  it.each([
    [
      'tap-postgres',
      { host: 'DB.example.com', port: 5433, database: 'shop' },
      'postgres://db.example.com:5433',
    ],
    ['target-redshift', { host: 'r', dbname: 'x' }, 'redshift://r:5439'],
    ['target-snowflake', { account: 'ab12.eu', database: 'RAW' }, 'snowflake://ab12.eu'],
    ['target-bigquery', { project: 'p', dataset: 'd' }, 'bigquery'],
    ['target-bigquery', { dataset: 'd' }, 'target-bigquery'],
    ['tap-mysql', { host: 'm' }, 'mysql://m:3306'],
    ['target-duckdb', { filepath: 'a/b.duckdb' }, 'duckdb:///files/a/b.duckdb'],
    ['target-motherduck', { path: 'md:shop' }, 'duckdb://md:shop'],
    ['target-s3-csv', { bucket: 'lake' }, 's3://lake'],
    ['tap-csv', { path: 'in' }, 'file'],
    ['tap-jira', { api_url: 'https://acme.example.com/rest' }, 'https://acme.example.com'],
    ['tap-jira', { api_url: 'https://user:word@acme.example.com' }, 'tap-jira'],
    ['tap-jira', { host: '***' }, 'tap-jira'],
  ])('%s with %j is %s', (plugin, settings, namespace) => {
    expect(systemOf(plugin, settings, absolute).namespace).toBe(namespace)
  })
})

describe('the password of a connection string', () => {
  const WORD = 'hunter2word'
  const TEXTS = [
    ...[`postgresql://u:${WORD}@db:5432/shop`, `u:${WORD}@db`, `//u:${WORD}@db/x`, `u:a/${WORD}@db`],
    ...[
      `host=db password=${WORD}`,
      `Server=db;Pwd=${WORD};`,
      `jdbc:postgresql://db/x?user=u&password=${WORD}`,
    ],
    ...[
      `https://db/x?token=${WORD}`,
      `https://${WORD}@db/x`,
      `snowflake://u:${WORD}@acc/db`,
      `x.db?key=${WORD}`,
    ],
    ...[`s3://AK:${WORD}@bucket/x`, `db:5432?sslpassword=${WORD}`, `md:shop?motherduck_token=${WORD}`],
    ...[`DefaultEndpointsProtocol=https;AccountKey=${WORD}`, `https://a.blob/x?sig=${WORD}`],
  ]
  const SETTINGS =
    'host hostname server account endpoint port project bucket database dbname catalog schema dataset default_target_schema api_url base_url url uri db_file path filepath destination_path dsn connection_string sqlalchemy_url'
  const PLUGINS =
    'tap-postgres target-snowflake target-sqlite target-duckdb tap-jira tap-csv target-s3-csv target-jsonl tap-mssql target-bigquery'

  it.each(PLUGINS.split(' '))('is in no name of a dataset of %s, whichever setting holds it', (plugin) => {
    const streams = new Map([['public-orders', columns('id')]])
    for (const setting of SETTINGS.split(' ')) {
      for (const text of TEXTS) {
        for (const bundled of [true, false]) {
          const one = program(plugin, { host: 'db', [setting]: text }, bundled)
          const found = lineageOfExecution(
            facts({ extractor: one, loader: one, extracted: streams, loaded: streams }),
          )
          expect(JSON.stringify(found.datasets), `${setting}: ${text}`).not.toContain(WORD)
        }
      }
    }
  })
})

describe('streams', () => {
  it('are named as SDK loaders name tables, and inferred', () => {
    const streams = new Map([
      ['public-OrderItems', columns('id')],
      ['weird name', columns('id')],
    ])
    expect(flowsIn({ extracted: streams, loaded: streams })).toEqual([
      'tap-github public-OrderItems -> postgres://db:5432 raw.public.order_items (inferred)',
      'tap-github weird name -> postgres://db:5432 raw.public.weird_name (inferred)',
    ])
    const set = program('target-postgres', { host: 'db', database: 'raw', default_target_schema: 'gh' })
    expect(flowsIn({ loader: set, extracted: streams, loaded: streams })[0]).toContain('raw.gh.order_items')
  })

  it('have the names that dbt-ol gives their tables', () => {
    // As openlineage-dbt 1.54 names the tables that a profile reads and writes; it does not know SQLite.
    const names = [
      [
        'target-postgres',
        { host: 'warehouse', port: 5432, database: 'shop' },
        'postgres://warehouse:5432 shop.public.orders',
      ],
      [
        'target-duckdb',
        { path: '/data/warehouse.duckdb' },
        'duckdb:///data/warehouse.duckdb warehouse.main.orders',
      ],
      [
        'target-duckdb',
        { filepath: '/data/warehouse.duckdb', default_target_schema: 'tap_csv' },
        'duckdb:///data/warehouse.duckdb warehouse.tap_csv.orders',
      ],
      ['target-bigquery', { project: 'acme', dataset: 'raw' }, 'bigquery acme.raw.orders'],
    ] as const
    const streams = new Map([['orders', columns('id')]])
    for (const [plugin, settings, name] of names) {
      const loader = program(plugin, settings)
      const [place] = flowsIn({ loader, extracted: streams, loaded: streams })
      expect(place).toBe(`tap-github orders -> ${name} (inferred)`)
      const [namespace = '', table = ''] = name.split(' ')
      expect(Object.values(placeOf({ namespace, name: table })), 'as it is received').toEqual([
        'table',
        namespace,
        table,
      ])
    }
  })

  it('join where one pipeline reads the output of another', () => {
    const streams = new Map([['public-orders', columns('id')]])
    const settings = { host: 'db', database: 'raw' }
    const written = lineageOfExecution(facts({ extracted: streams, loaded: streams })).datasets[1]
    const read = lineageOfExecution(
      facts({ extractor: program('tap-postgres', settings), extracted: streams, loaded: streams }),
    ).datasets[0]
    expect(read).toMatchObject({ namespace: written?.namespace, name: written?.name })
  })

  it('are left out where a mapper drops them', () => {
    expect(flowsIn({ extracted: new Map([['a', columns('id')]]), loaded: new Map() })).toEqual([])
  })

  it('follow aliases and plain renames of stream maps through several mappers', () => {
    const change = changedBy(
      [
        program('map-fields', { streams: { 'o*': { rename: { ID: 'id' }, rename_stream: 'orders' } } }),
        program('meltano-map-transformer', {
          stream_maps: {
            orders: { __alias__: 'sales', key: 'id', twice: 'id * 2', id: null, n: "record['Näme']" },
          },
        }),
      ],
      'o1',
    )
    expect(change.stream).toBe('sales')
    expect([...change.renamed]).toEqual([
      ['id', 'ID'],
      ['key', 'ID'],
      ['n', 'Näme'],
    ])
  })
})

it('include built models from the dbt manifest, through ephemeral ones, from their sources', () => {
  const node = (kind: string, name: string, from: string[], materialized = 'table') => ({
    ...{ resource_type: kind, name, alias: name, database: 'raw', schema: 'mart' },
    ...{
      config: { materialized },
      depends_on: { nodes: from },
      columns: { id: { name: 'id', data_type: 'int' } },
    },
  })
  const lineage = readDbtLineage({
    metadata: { adapter_type: 'postgres' },
    sources: {
      'source.p.gh.orders': { name: 'orders', identifier: 'orders', database: 'raw', schema: 'public' },
    },
    nodes: {
      'model.p.stage': node('model', 'stage', ['source.p.gh.orders'], 'ephemeral'),
      'model.p.sales': node('model', 'sales', ['model.p.stage', 'seed.p.lands', 'macro.p.x']),
      'model.p.other': node('model', 'other', ['model.p.sales']),
      'seed.p.lands': node('seed', 'lands', []),
      'test.p.t': { resource_type: 'test', name: 't', depends_on: { nodes: ['model.p.sales'] } },
    },
  })
  const transform = {
    ...{ kind: 'dbt' as const, lineage, connection: { type: 'postgres', host: 'db', dbname: 'raw' } },
    built: new Set(['model.p.sales', 'seed.p.lands', 'test.p.t']),
  }
  const streams = new Map([['orders', columns('id')]])
  expect(flowsIn({ transform, extracted: streams, loaded: streams })).toEqual([
    'tap-github orders -> postgres://db:5432 raw.public.orders (inferred)',
    'postgres://db:5432 raw.public.orders -> postgres://db:5432 raw.mart.sales (observed)',
    'postgres://db:5432 raw.mart.lands -> postgres://db:5432 raw.mart.sales (observed)',
  ])
})
