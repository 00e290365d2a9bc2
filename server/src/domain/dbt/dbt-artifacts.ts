import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

/** The result of one node. */
export interface DbtResult {
  /** dbt's `unique_id`. */
  id: string
  /** In dbt's terms: success, error, fail, skipped … */
  status: string
  seconds: number | null
  /** Rows written, as reported by the database. */
  rows: number | null
  /** For a test: the number of rows that failed it. */
  failures: number | null
  message: string | null
}

/** The parts of the manifest that are shown, or needed to continue; by `unique_id`. */
export interface ManifestFacts {
  descriptions: Record<string, string>
  /** For tests: the models, seeds and snapshots they test, as dbt selectors. */
  tested: Record<string, string[]>
}

/** The results needed to continue a failed transform. */
export interface KeptResults {
  /** `run_results.json` without compiled SQL. */
  results: JsonObject
  /** Models that were built but failed a test; they are built again with everything that depends on them. */
  again: string[]
}

/** Parses a `run_results.json`; undefined if it is something else. */
export function readResults(document: Json): DbtResult[] | undefined {
  if (!isJsonObject(document) || !Array.isArray(document['results'])) return undefined
  return document['results'].filter(isJsonObject).map((result) => ({
    id: String(result['unique_id']),
    status: String(result['status']),
    seconds: number(result['execution_time']),
    rows: isJsonObject(result['adapter_response'])
      ? number(result['adapter_response']['rows_affected'])
      : null,
    failures: number(result['failures']),
    message: typeof result['message'] === 'string' ? result['message'] : null,
  }))
}

/** Reads a count; -1 means that the database does not know. */
const number = (value: Json | undefined): number | null =>
  typeof value === 'number' && value >= 0 ? value : null

/** Reads the needed facts from a `manifest.json`. */
export function readManifest(document: Json): ManifestFacts {
  const facts: ManifestFacts = { descriptions: {}, tested: {} }
  const nodes = isJsonObject(document) && isJsonObject(document['nodes']) ? document['nodes'] : {}
  for (const [id, node] of Object.entries(nodes)) {
    if (!isJsonObject(node)) continue
    const { description } = node
    if (typeof description === 'string' && description !== '')
      facts.descriptions[id] = description.slice(0, 1000)
    if (!id.startsWith('test.') && !id.startsWith('unit_test.')) continue
    const { depends_on: depends } = node
    const parents = isJsonObject(depends) && Array.isArray(depends['nodes']) ? depends['nodes'] : []
    facts.tested[id] = parents.flatMap((parent) => selectorOf(nodes[String(parent)]))
  }
  return facts
}

function selectorOf(node: Json | undefined): string[] {
  const fqn = isJsonObject(node) && Array.isArray(node['fqn']) ? node['fqn'].map(String) : []
  return fqn.length === 0 ? [] : [fqn.join('.')]
}

const FAILED = new Set(['error', 'fail', 'runtime error', 'partial success', 'skipped'])

/** Returns the results to keep; undefined if nothing failed, or the document is not from dbt. */
export function resultsToKeep(document: Json, facts: ManifestFacts | undefined): KeptResults | undefined {
  const results = readResults(document)
  if (results === undefined || !isJsonObject(document)) return undefined
  const failed = results.filter(({ status }) => FAILED.has(status))
  if (failed.length === 0) return undefined
  const entries = Array.isArray(document['results']) ? document['results'].filter(isJsonObject) : []
  return {
    results: {
      ...document,
      results: entries.map((entry) => ({ ...entry, compiled: false, compiled_code: null })),
    },
    again: [
      ...new Set(failed.flatMap(({ id, status }) => (status === 'skipped' ? [] : (facts?.tested[id] ?? [])))),
    ],
  }
}

/**
 * Returns the arguments that select what failed, what was skipped and what depends on it; `state` is the folder of the results.
 */
export const failedSelection = ({ again }: KeptResults, state: string): string[] => [
  ...['--select', 'result:error+', 'result:fail+', 'result:skipped+'],
  ...again.map((name) => `${name}+`),
  ...['--state', state],
]
