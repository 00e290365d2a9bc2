import { hideSecretText } from '@flx/shared/settings/secret-text'
import type { DatasetKind } from '@flx/shared/lineage/lineage'

import type { SeenDataset } from '../lineage-report.ts'
import { databaseInFile, DIALECTS } from '../systems.ts'

/** Alternative spellings of a scheme in other tools. */
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

/** Removes the secrets from a text of another tool. */
export const withoutSecrets = (text: string): string =>
  hideSecretText(text.replaceAll(PASSWORD, '$1'), '***').replaceAll(USER, '$1')

/**
 * User and password before the host of a URL, whatever characters they contain; only what looks like a port ends the match
 * early.
 */
const PASSWORD = /([a-z][a-z0-9+.-]{0,40}:\/\/)[^\s/?#@:]*:(?!\d{1,5}(?:[/?;,\s]|$))\S*@(?=[^\s@/])/gi
/** A user without a password can be a token. */
const USER = /([a-z][a-z0-9+.-]{0,40}:\/\/)[^\s/?#]*@/gi

/**
 * Normalises a dataset's place, so that a dataset written by one tool and read by another is recognised as the same: one
 * spelling of the scheme, the host in lower case with its port, without user, password and parameters.
 */
export function placeOf(
  { namespace, name }: Pick<SeenDataset, 'namespace' | 'name'>,
  datasetType?: string,
): Pick<SeenDataset, 'kind' | 'namespace' | 'name'> {
  const system = systemOfNamespace(namespace)
  const kind = KINDS[datasetType?.toUpperCase() ?? ''] ?? kindOf(system.scheme, name)
  // For local paths, the root is part of the name.
  return { kind, namespace: system.namespace, name: withDatabase(system, withoutSecrets(name)) }
}

/** Completes a DuckDB table's name with database and schema if the tool leaves them out. */
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
  // `file://` and `file:` mean the same place.
  if (scheme === 'file') return { scheme, namespace: 'file' }
  const dialect = DIALECTS.find((candidate) => candidate.scheme === scheme)
  const withoutParameters = (address: string): string => address.replace(/[?#;].*$/s, '')
  if (dialect?.file === true) {
    const path = withoutParameters(rest)
      .replace(/^(?:\.\/+)+/, '')
      .replace(/^\/{2,}/, '/')
    return { scheme, namespace: `${scheme}://${withoutSecrets(path)}` }
  }
  // A password can contain any character: the host starts after the last "@".
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

/** Display names of tools. */
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
const MAX_TOOL = 40

/** Names the tool that sent an event: by its integration, else by its producer. */
export function toolOf(integration: string | undefined, producer: string): string {
  const integrationName = integration?.trim() ?? ''
  for (const text of [integrationName, producer]) {
    const tool = TOOLS.find(([words]) => words.test(text))
    if (tool !== undefined) return tool[1]
  }
  if (integrationName !== '') return withoutSecrets(integrationName).slice(0, MAX_TOOL)
  const host = URL.canParse(producer) ? new URL(producer).hostname : ''
  return (host === '' ? 'OpenLineage' : host).slice(0, MAX_TOOL)
}

/**
 * Returns the ending that the namespace of a file-based database would have as an absolute path, if it holds a relative one;
 * null for absolute paths and anything else. Tools that run in their own folder report paths as configured.
 */
export function relativeFile({ namespace }: Pick<SeenDataset, 'namespace'>): string | null {
  const [, scheme, path = ''] = /^([a-z]+):\/\/(.+)$/s.exec(namespace) ?? []
  const isFile = DIALECTS.some((dialect) => dialect.scheme === scheme && dialect.file === true)
  return !isFile || /^(?:\/|:|\w+:)/.test(path) ? null : `/${path.replace(/^(?:\.\.\/+)+/, '')}`
}
