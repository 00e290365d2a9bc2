import type { KnownPlugin } from '../../../domain/plugins/hub.ts'
import { KNOWN_APPLICATIONS } from './known-applications.ts'
import { KNOWN_LOADERS } from './known-loaders.ts'
import { known } from './known-plugin.ts'
import { KNOWN_SOURCES } from './known-sources.ts'

const DBT_PROJECT = [
  'project_source:options(folder|git|sample)',
  'project_dir=transform',
  'git_url',
  'git_ref',
  'git_folder',
  'git_token:password',
  'vars:object',
  'catalog:boolean',
  'threads:integer=4',
]

/** Creates the entry of dbt for one database. From 1.11 on, dbt-core downloads a part of itself during installation. */
const dbt = (database: string, label: string, variant: string, settings: readonly string[]) =>
  known('transformers', `dbt-${database}`, label, {
    variant,
    pip: `dbt-core dbt-${database}`,
    executable: 'dbt',
    capabilities: ['dbt'],
    settings: [...DBT_PROJECT, ...settings],
    docs: 'https://docs.getdbt.com/docs/supported-data-platforms',
  })

const KNOWN_TRANSFORMERS = [
  known('mappers', 'meltano-map-transformer', 'Meltano map transformer', {
    variant: 'meltano',
    pip: 'meltano-map-transform',
    executable: 'meltano-map-transform',
    capabilities: ['about', 'stream-maps', 'schema-flattening'],
    settings: [
      'stream_maps:object',
      'stream_map_config:object',
      'flattening_enabled:boolean',
      'flattening_max_depth:integer',
    ],
    needs: [['stream_maps']],
  }),
  dbt('bigquery', 'dbt for BigQuery', 'dbt-labs', ['project', 'dataset', 'keyfile', 'auth_method']),
  dbt('duckdb', 'dbt for DuckDB', 'jwills', ['path', 'schema=main']),
  dbt('postgres', 'dbt for PostgreSQL', 'dbt-labs', [
    'host',
    'port:integer',
    'user',
    'password:password',
    'dbname',
    'schema',
  ]),
  dbt('snowflake', 'dbt for Snowflake', 'dbt-labs', [
    'account',
    'user',
    'password:password',
    'role',
    'warehouse',
    'database',
    'schema',
  ]),
]

const nameOf = ({ variants: [plugin] }: KnownPlugin): string => plugin?.name ?? ''
const byName = (a: KnownPlugin, b: KnownPlugin): number => (nameOf(a) < nameOf(b) ? -1 : 1)

/**
 * The catalogue without network: the most used connectors with their variants, pip URLs and main settings. Written for
 * this product, as short as possible; sorted by hub type and name.
 */
export const KNOWN_PLUGINS: readonly KnownPlugin[] = [
  ...[...KNOWN_APPLICATIONS, ...KNOWN_SOURCES].toSorted(byName),
  ...KNOWN_LOADERS,
  ...KNOWN_TRANSFORMERS,
]
