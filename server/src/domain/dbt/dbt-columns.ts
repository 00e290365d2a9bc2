import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import type { DatasetColumn } from '@flx/shared/lineage/lineage'

import type { DbtLineage, DbtRelation } from './dbt-lineage.ts'

/** Returns the columns of a query and the table columns they are made from; null if the query cannot be parsed. */
type ReadQuery = (
  sql: string,
  dialect: string,
  tables: readonly { name: string; columns: readonly string[] }[],
) => { name: string | null; from: { table: string; column: string }[]; computed: boolean }[] | null

interface Sources {
  manifest: Json
  /** `catalog.json`: the columns in the database, from `dbt docs generate`. */
  catalog: Json | undefined
  read: ReadQuery
  /** Returns true once the time for parsing is used up; the remaining queries are skipped. */
  isLate: () => boolean
}

const MAX_COLUMNS = 1000

/**
 * Adds the columns of relations, from the database's catalogue, else from the compiled query, else from the project's
 * documentation; and the columns each is made from, according to the compiled query.
 */
export function withColumns(lineage: DbtLineage, sources: Sources): DbtLineage {
  const byId = new Map(lineage.relations.map((relation) => [relation.id, { ...relation }]))
  const compiled = compiledIn(sources.manifest)
  const catalogued = columnsIn(sources.catalog)
  // A project's documentation can omit columns.
  const complete = new Set(catalogued.keys())
  for (const relation of byId.values()) relation.columns = catalogued.get(relation.id) ?? relation.columns
  // Parents come before the queries that read them.
  for (const relation of inOrder(byId)) {
    const query = compiled.get(relation.id)
    if (query?.sql === undefined || sources.isLate()) continue
    const parents = relation.from.flatMap((id) => {
      const name = compiled.get(id)?.name
      const parent = byId.get(id)
      return name === undefined || parent === undefined ? [] : [{ id, name, parent }]
    })
    const found = sources.read(
      query.sql,
      lineage.adapter,
      parents.map(({ name, parent }) => ({
        name,
        columns: complete.has(parent.id) ? parent.columns.map((column) => column.name) : [],
      })),
    )
    if (found === null) continue
    if (!catalogued.has(relation.id)) relation.columns = outputColumns(found, relation.columns)
    if (relation.kind === 'model') complete.add(relation.id)
    const parentOf = new Map(parents.map((parent) => [parent.name.toLowerCase(), parent]))
    relation.origins = found.flatMap(({ name, from, computed }) =>
      from.flatMap(({ table, column }) => {
        const parent = parentOf.get(table.toLowerCase())
        if (parent === undefined || name === null) return []
        const sourceColumn = columnOf(parent.parent, column)
        return [{ from: parent.id, column: sourceColumn, to: columnOf(relation, name), computed }]
      }),
    )
  }
  return { ...lineage, relations: [...byId.values()] }
}

/** Whether a manifest has a compiled query to read. */
export const hasQueries = (manifest: Json): boolean =>
  [...compiledIn(manifest).values()].some(({ sql }) => sql !== undefined)

/** Returns the known spelling of a column. A column that a query reads exists, so it is added if unknown. */
function columnOf(relation: DbtRelation, name: string): string {
  const existing = relation.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  if (existing !== undefined) return existing.name
  // The columns of a source are up to its loader.
  if (relation.kind !== 'source' && relation.columns.length < MAX_COLUMNS)
    relation.columns = [...relation.columns, { name, type: null }]
  return name
}

function outputColumns(
  found: readonly { name: string | null }[],
  documented: readonly DatasetColumn[],
): DatasetColumn[] {
  const types = new Map(documented.map(({ name, type }) => [name.toLowerCase(), type]))
  return found.flatMap(({ name }) =>
    name === null ? [] : [{ name, type: types.get(name.toLowerCase()) ?? null }],
  )
}

/** Maps `unique_id` to the name of each relation as queries write it, and to its compiled query. */
function compiledIn(manifest: Json): Map<string, { name: string | undefined; sql: string | undefined }> {
  const root = isJsonObject(manifest) ? manifest : {}
  const found = new Map<string, { name: string | undefined; sql: string | undefined }>()
  for (const part of ['nodes', 'sources']) {
    for (const [id, node] of Object.entries(objectIn(root, part))) {
      if (!isJsonObject(node)) continue
      const { relation_name: name, compiled_code: sql, language } = node
      found.set(id, {
        name: typeof name === 'string' ? name.replaceAll(/["`[\]]/g, '') : undefined,
        sql: typeof sql === 'string' && sql !== '' && language !== 'python' ? sql : undefined,
      })
    }
  }
  return found
}

function columnsIn(catalog: Json | undefined): Map<string, DatasetColumn[]> {
  const root = catalog !== undefined && isJsonObject(catalog) ? catalog : {}
  const found = new Map<string, DatasetColumn[]>()
  for (const part of ['nodes', 'sources']) {
    for (const [id, node] of Object.entries(objectIn(root, part))) {
      if (!isJsonObject(node)) continue
      const columns = Object.values(objectIn(node, 'columns'))
        .filter(isJsonObject)
        .toSorted((a, b) => Number(a['index']) - Number(b['index']))
        .slice(0, MAX_COLUMNS)
      const named = columns.flatMap(({ name, type }) =>
        typeof name === 'string' ? [{ name, type: typeof type === 'string' ? type : null }] : [],
      )
      if (named.length > 0) found.set(id, named)
    }
  }
  return found
}

/** Sorts relations after those they are made from; breaks a circle, which dbt does not allow. */
function inOrder(relations: ReadonlyMap<string, DbtRelation>): DbtRelation[] {
  const ordered = new Map<string, DbtRelation>()
  const visited = new Set<string>()
  const stack = [...relations.keys()].toReversed()
  while (stack.length > 0) {
    const id = stack.at(-1) ?? ''
    const relation = relations.get(id)
    const open = visited.has(id) ? [] : (relation?.from ?? []).filter((parent) => !ordered.has(parent))
    visited.add(id)
    if (open.length > 0) {
      stack.push(...open.filter((parent) => !visited.has(parent)))
      continue
    }
    stack.pop()
    if (relation !== undefined) ordered.set(id, relation)
  }
  return [...ordered.values()]
}

const objectIn = (object: JsonObject, name: string): JsonObject => {
  const value = object[name]
  return isJsonObject(value) ? value : {}
}
