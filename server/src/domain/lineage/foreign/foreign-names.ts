import { hideSecretText } from '@flx/shared/settings/secret-text'
import type { DatasetKind } from '@flx/shared/lineage/lineage'

import type { SeenDataset } from '../lineage-report.ts'
import { databaseInFile, DIALECTS } from '../systems.ts'

/** Other words for a system, as tools write them. */
const SCHEMES: Readonly<Record<string, string>> = {
  postgresql: 'postgres',
  mariadb: 'mysql',
  s3a: 's3',
  s3n: 's3',
}
const FILE_SCHEMES = new Set([
  'file',
  's3',
  'gs',
  'gcs',
  'abfss',
  'abfs',
  'wasbs',
  'hdfs',
  'dbfs',
  'sftp',
  'ftp',
])
const TABLE_SCHEMES = new Set([
  ...DIALECTS.map(({ scheme }) => scheme),
  ...[
    'awsathena',
    'arn',
    'azurecosmos',
    'azurekusto',
    'cassandra',
    'databricks',
    'db2',
    'hive',
    'jdbc',
    'spanner',
  ],
  ...['sqlserver', 'synapse', 'teradata', 'trino', 'presto', 'crate', 'oceanbase', 'unitycatalog'],
])

const KINDS: Readonly<Record<string, DatasetKind>> = {
  ...{ TABLE: 'table', VIEW: 'table', MATERIALIZED_VIEW: 'table', MODEL: 'table' },
  ...{ FILE: 'file', DIRECTORY: 'file', FOLDER: 'file', TOPIC: 'stream', STREAM: 'stream' },
}

/** A text of another tool, without the secrets that stand in it. */
export const withoutSecrets = (text: string): string =>
  hideSecretText(text.replaceAll(PASSWORD, '$1'), '***').replaceAll(USER, '$1')

/** User and password before the host of an address, whatever is in them: only what looks like a port ends it early. */
const PASSWORD = /([a-z][a-z0-9+.-]{0,40}:\/\/)[^\s/?#@:]*:(?!\d{1,5}(?:[/?;,\s]|$))\S*@(?=[^\s@/])/gi
/** A user alone may be a token. */
const USER = /([a-z][a-z0-9+.-]{0,40}:\/\/)[^\s/?#]*@/gi

/**
 * Where a dataset is, in the names that this product uses for it, so that what one tool writes and another reads is one
 * dataset: the scheme by one word, host in lower case, with its port, without user, password and parameters.
 */
export function placeOf(
  { namespace, name }: Pick<SeenDataset, 'namespace' | 'name'>,
  datasetType?: string,
): Pick<SeenDataset, 'kind' | 'namespace' | 'name'> {
  const system = systemOfNamespace(namespace)
  const kind = KINDS[datasetType?.toUpperCase() ?? ''] ?? kindOf(system.scheme, name)
  // The root of a local path is a part of its name.
  return { kind, namespace: system.namespace, name: withDatabase(system, withoutSecrets(name)) }
}

/** A table of DuckDB with its database and schema, also where a tool leaves them out. */
function withDatabase({ scheme, namespace }: { scheme: string; namespace: string }, name: string): string {
  const parts = name.split('.').length
  const path = namespace.slice(`${scheme}://`.length)
  const database = scheme === 'duckdb' && parts < 3 ? databaseInFile(path) : ''
  if (database === '' || database.startsWith(':')) return name
  return `${database}.${parts === 1 ? 'main.' : ''}${name}`
}

function systemOfNamespace(text: string): { scheme: string; namespace: string } {
  const parts = /^(?:jdbc:)?([a-z][a-z0-9+.-]*):\/\/(.*)$/is.exec(text.trim())
  const [, written = '', rest = ''] = parts ?? []
  if (parts === null) {
    const word = text.trim().toLowerCase()
    return {
      scheme: word,
      namespace: TABLE_SCHEMES.has(word) || word === 'file' ? word : withoutSecrets(text.trim()),
    }
  }
  const scheme = SCHEMES[written.toLowerCase()] ?? written.toLowerCase()
  // `file://` and `file:` are one place.
  if (scheme === 'file') return { scheme, namespace: 'file' }
  const dialect = DIALECTS.find((one) => one.scheme === scheme)
  const withoutParameters = (address: string): string => address.replace(/[?#;].*$/s, '')
  if (dialect?.file === true) {
    const path = withoutParameters(rest)
      .replace(/^(?:\.\/+)+/, '')
      .replace(/^\/{2,}/, '/')
    return { scheme, namespace: `${scheme}://${withoutSecrets(path)}` }
  }
  // A password may hold any sign: the host begins behind the last "@".
  const bare = withoutParameters(rest.slice(rest.lastIndexOf('@') + 1))
  const [host = ''] = bare.split('/')
  const path = dialect === undefined ? bare.slice(host.length).replace(/\/+$/, '') : ''
  const port = dialect?.port !== undefined && host !== '' && !/:\d+$/.test(host) ? `:${dialect.port}` : ''
  return { scheme, namespace: withoutSecrets(`${scheme}://${host.toLowerCase()}${port}${path}`) }
}

function kindOf(scheme: string, name: string): DatasetKind {
  if (TABLE_SCHEMES.has(scheme)) return 'table'
  if (FILE_SCHEMES.has(scheme)) return 'file'
  return scheme === 'kafka' || !/^[^/\s]+\.[^/\s]+$/.test(name) ? 'stream' : 'table'
}

/** Names of tools, as people know them. */
const TOOLS: readonly (readonly [RegExp, string])[] = [
  [/\bdbt\b/i, 'dbt'],
  [/airflow/i, 'Airflow'],
  [/spark/i, 'Spark'],
  [/flink/i, 'Flink'],
  [/dagster/i, 'Dagster'],
  [/prefect/i, 'Prefect'],
  [/great.?expectations/i, 'Great Expectations'],
  [/trino/i, 'Trino'],
  [/metabase/i, 'Metabase'],
  [/flx-pipelines/i, 'FLX Pipelines'],
]
const MOST_TOOL = 40

/** The tool that sent an event: what it says of itself, else what its producer says. */
export function toolOf(integration: string | undefined, producer: string): string {
  const said = integration?.trim() ?? ''
  for (const text of [said, producer]) {
    const known = TOOLS.find(([words]) => words.test(text))
    if (known !== undefined) return known[1]
  }
  if (said !== '') return withoutSecrets(said).slice(0, MOST_TOOL)
  const host = URL.canParse(producer) ? new URL(producer).hostname : ''
  return (host === '' ? 'OpenLineage' : host).slice(0, MOST_TOOL)
}

/**
 * The end of the namespace that a database in a file has as a whole path; null for one that is a whole path already, and for
 * all else. Tools that run in a folder of their own tell paths as their settings have them.
 */
export function relativeFile({ namespace }: Pick<SeenDataset, 'namespace'>): string | null {
  const [, scheme, path = ''] = /^([a-z]+):\/\/(.+)$/s.exec(namespace) ?? []
  const isFile = DIALECTS.some((dialect) => dialect.scheme === scheme && dialect.file === true)
  return !isFile || /^(?:\/|:|\w+:)/.test(path) ? null : `/${path.replace(/^(?:\.\.\/+)+/, '')}`
}
