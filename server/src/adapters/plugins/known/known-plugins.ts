import type { KnownPlugin } from '../../../domain/hub.ts'
import { KNOWN_EXTRACTORS } from './known-extractors.ts'
import { KNOWN_LOADERS } from './known-loaders.ts'
import { known } from './known-plugin.ts'

const DBT_FOLDERS = ['project_dir=$MELTANO_PROJECT_ROOT/transform']
const profiles = (database: string): string =>
  `profiles_dir=$MELTANO_PROJECT_ROOT/transform/profiles/${database}`

/** dbt for one database, without a bound to its version. */
const dbt = (database: string, label: string, variant: string, settings: readonly string[]) =>
  known('transformers', `dbt-${database}`, label, {
    variant,
    pip: `dbt-core dbt-${database}`,
    executable: 'dbt',
    settings: [...DBT_FOLDERS, profiles(database), ...settings],
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

/**
 * The catalogue without network: the most used connectors with their variants, pip URLs and main settings. Written for
 * this product, as short as it can be; in the order of hub types and names.
 */
export const KNOWN_PLUGINS: readonly KnownPlugin[] = [
  ...KNOWN_EXTRACTORS,
  ...KNOWN_LOADERS,
  ...KNOWN_TRANSFORMERS,
]
