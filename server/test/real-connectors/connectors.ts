import type { PluginCreateInput } from '@flx/shared/plugins/plugin'

/** A PyPI connector as a user registers it: without what the product detects itself. */
export interface Connector {
  /** By its name in the tests. */
  id: string
  type: 'extractor' | 'loader'
  /** The framework it is built on. */
  kind: 'SDK' | 'singer-python'
  pipUrl: string
  /** Its program, if its name differs from the plugin's. */
  executable?: string
  capabilities?: PluginCreateInput['capabilities']
  /** The Python it needs, if only its first execution shows it: a user chooses one then. */
  python?: string
}

const SDK_TAP: Connector['capabilities'] = ['catalog', 'discover', 'state']

/** Exact versions: docs/connectors.md names what was tested. */
const CONNECTORS: readonly Connector[] = [
  {
    ...{ id: 'meltanolabs-tap-postgres', type: 'extractor', kind: 'SDK', executable: 'tap-postgres' },
    ...{ pipUrl: 'meltanolabs-tap-postgres==0.10.0', capabilities: SDK_TAP },
  },
  {
    ...{ id: 'pipelinewise-tap-postgres', type: 'extractor', kind: 'singer-python' },
    ...{ pipUrl: 'pipelinewise-tap-postgres==2.1.0', executable: 'tap-postgres' },
    capabilities: ['catalog', 'discover', 'state'],
  },
  {
    ...{ id: 'singer-tap-postgres', type: 'extractor', kind: 'singer-python' },
    ...{ pipUrl: 'tap-postgres==0.2.1', executable: 'tap-postgres' },
    capabilities: ['properties', 'discover', 'state'],
  },
  {
    ...{ id: 'pipelinewise-tap-mysql', type: 'extractor', kind: 'singer-python' },
    ...{ pipUrl: 'pipelinewise-tap-mysql==1.6.0', executable: 'tap-mysql' },
    capabilities: ['catalog', 'discover', 'state'],
  },
  {
    ...{ id: 'singer-tap-mysql', type: 'extractor', kind: 'singer-python' },
    ...{ pipUrl: 'tap-mysql==1.17.7', executable: 'tap-mysql' },
    capabilities: ['properties', 'discover', 'state'],
  },
  {
    ...{ id: 'meltanolabs-tap-mysql', type: 'extractor', kind: 'SDK', executable: 'tap-mysql' },
    ...{ pipUrl: 'meltanolabs-tap-mysql==0.0.1a1', capabilities: SDK_TAP },
  },
  {
    ...{ id: 'tap-rest-api-msdk', type: 'extractor', kind: 'SDK', pipUrl: 'tap-rest-api-msdk==1.4.2' },
    capabilities: SDK_TAP,
  },
  {
    ...{ id: 'tap-rest-api', type: 'extractor', kind: 'singer-python', pipUrl: 'tap-rest-api==0.2.22' },
    capabilities: ['discover', 'state', 'catalog'],
  },
  {
    ...{ id: 'tap-jsonl', type: 'extractor', kind: 'SDK', pipUrl: 'tap-jsonl==0.3.1' },
    capabilities: SDK_TAP,
  },
  { id: 'tap-singer-jsonl', type: 'extractor', kind: 'singer-python', pipUrl: 'tap-singer-jsonl==0.1.0' },
  {
    ...{ id: 'meltanolabs-target-postgres', type: 'loader', kind: 'SDK' },
    ...{ pipUrl: 'meltanolabs-target-postgres==0.8.1', executable: 'target-postgres' },
  },
  {
    ...{ id: 'pipelinewise-target-postgres', type: 'loader', kind: 'singer-python' },
    ...{ pipUrl: 'pipelinewise-target-postgres==2.1.2', executable: 'target-postgres' },
  },
  { id: 'target-duckdb', type: 'loader', kind: 'singer-python', pipUrl: 'target-duckdb==0.8.0' },
  {
    ...{ id: 'meltanolabs-target-csv', type: 'loader', kind: 'SDK' },
    ...{ pipUrl: 'meltanolabs-target-csv==0.5.0', executable: 'target-csv' },
  },
  {
    ...{ id: 'singer-target-csv', type: 'loader', kind: 'singer-python' },
    ...{ pipUrl: 'target-csv==0.3.0', executable: 'target-csv', python: '<3.10' },
  },
  {
    ...{ id: 'singer-target-jsonl', type: 'loader', kind: 'singer-python' },
    ...{ pipUrl: 'target-jsonl==0.1.4', executable: 'target-jsonl' },
  },
  { id: 'target-singer-jsonl', type: 'loader', kind: 'singer-python', pipUrl: 'target-singer-jsonl==0.1.0' },
  {
    ...{ id: 'singer-target-sqlite', type: 'loader', kind: 'singer-python' },
    ...{ pipUrl: 'target-sqlite==0.2.0', executable: 'target-sqlite' },
  },
  {
    id: 'target-parquet',
    type: 'loader',
    kind: 'singer-python',
    pipUrl: `target-parquet==0.0.1 "numpy<1.20"`,
  },
]

/** Null for a bundled one. */
export function connector(id: string): Connector | null {
  if (id === 'target-sqlite') return null
  const found = CONNECTORS.find((one) => one.id === id)
  if (found === undefined) throw new Error(`No connector ${id}.`)
  return found
}
