import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

/** A model, seed, snapshot or source of a dbt project: its place, and what it is made from. */
export interface DbtRelation {
  /** dbt's `unique_id`. */
  id: string
  kind: 'model' | 'seed' | 'snapshot' | 'source'
  database: string | null
  schema: string | null
  name: string
  columns: { name: string; type: string | null }[]
  /** Parent relations; ephemeral models in between are skipped. */
  from: string[]
  /** The origins of its columns in its parents; null if its query was not parsed. */
  origins: DbtOrigin[] | null
}

interface DbtOrigin {
  /** Id of the parent relation. */
  from: string
  column: string
  to: string
  /** The value can differ from that of the column. */
  computed: boolean
}

export interface DbtLineage {
  /** The kind of database: `postgres`, `duckdb` … */
  adapter: string
  relations: DbtRelation[]
}

const MAX_RELATIONS = 5000
const MAX_COLUMNS = 500
const STORED = new Set(['model', 'seed', 'snapshot'])

/** Reads the places of relations and their dependencies from a `manifest.json`. */
export function readDbtLineage(document: Json): DbtLineage {
  const root = isJsonObject(document) ? document : {}
  const nodes = objectIn(root, 'nodes')
  const sources = objectIn(root, 'sources')
  const adapter = textIn(objectIn(root, 'metadata'), 'adapter_type') ?? ''

  /** Lists what a node reads. An ephemeral model is not a relation; its own parents count instead. */
  const parentsOf = (id: string, seen: Set<string>): string[] =>
    dependenciesOf(nodes[id]).flatMap((parent) => {
      if (seen.has(parent)) return []
      seen.add(parent)
      const node = nodes[parent]
      return isJsonObject(node) && isEphemeral(node) ? parentsOf(parent, seen) : [parent]
    })

  const relations: DbtRelation[] = []
  const add = (id: string, kind: DbtRelation['kind'], node: JsonObject, from: string[]): void => {
    const name = textIn(node, 'identifier') ?? textIn(node, 'alias') ?? textIn(node, 'name')
    if (name === null || relations.length >= MAX_RELATIONS) return
    const place = { database: textIn(node, 'database'), schema: textIn(node, 'schema') }
    relations.push({
      ...{ id, kind, ...place, name, columns: columnsOf(node), from: [...new Set(from)], origins: null },
    })
  }
  for (const [id, node] of Object.entries(sources)) if (isJsonObject(node)) add(id, 'source', node, [])
  for (const [id, node] of Object.entries(nodes)) {
    if (!isJsonObject(node)) continue
    const kind = textIn(node, 'resource_type') ?? ''
    if (!STORED.has(kind) || isEphemeral(node)) continue
    add(id, kind as DbtRelation['kind'], node, parentsOf(id, new Set([id])))
  }
  return { adapter, relations }
}

const objectIn = (object: JsonObject, name: string): JsonObject => {
  const value = object[name]
  return isJsonObject(value) ? value : {}
}

function textIn(object: JsonObject, name: string): string | null {
  const value = object[name]
  return typeof value === 'string' && value !== '' ? value : null
}

function dependenciesOf(node: Json | undefined): string[] {
  const depends = isJsonObject(node) ? node['depends_on'] : undefined
  const ids = isJsonObject(depends) ? depends['nodes'] : undefined
  return Array.isArray(ids) ? ids.filter((id) => typeof id === 'string') : []
}

const isEphemeral = (node: JsonObject): boolean => objectIn(node, 'config')['materialized'] === 'ephemeral'

const columnsOf = (node: JsonObject): DbtRelation['columns'] =>
  Object.values(objectIn(node, 'columns'))
    .slice(0, MAX_COLUMNS)
    .flatMap((column) => {
      const name = isJsonObject(column) ? textIn(column, 'name') : null
      return name === null || !isJsonObject(column) ? [] : [{ name, type: textIn(column, 'data_type') }]
    })
