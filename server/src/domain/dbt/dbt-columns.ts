import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import type { DatasetColumn } from '@flx/shared/lineage/lineage'

import type { DbtLineage, DbtRelation } from './dbt-lineage.ts'

/** Reads which columns a query gives, and of which columns of tables they are made; null where it cannot. */
type ReadQuery = (
  sql: string,
  dialect: string,
  tables: readonly { name: string; columns: readonly string[] }[],
) => { name: string | null; from: { table: string; column: string }[]; computed: boolean }[] | null

interface Sources {
  manifest: Json
  /** `catalog.json`: the columns that the database has, after `dbt docs generate`. */
  catalog: Json | undefined
  read: ReadQuery
  /** True once reading took long enough; the rest is left unread. */
  isLate: () => boolean
}

const MOST_COLUMNS = 1000

/**
 * Adds the columns of relations: those that the database has, else those of the compiled query, else those that the
 * project documents; and the columns that each is made from, as the compiled query says.
 */
export function withColumns(lineage: DbtLineage, sources: Sources): DbtLineage {
  const byId = new Map(lineage.relations.map((relation) => [relation.id, { ...relation }]))
  const compiled = compiledIn(sources.manifest)
  const catalogued = columnsIn(sources.catalog)
  // Of what a project documents, columns may be missing.
  const whole = new Set(catalogued.keys())
  for (const relation of byId.values()) relation.columns = catalogued.get(relation.id) ?? relation.columns
  // What a query reads comes before it.
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
        columns: whole.has(parent.id) ? parent.columns.map((column) => column.name) : [],
      })),
    )
    if (found === null) continue
    if (!catalogued.has(relation.id)) relation.columns = namedBy(found, relation.columns)
    if (relation.kind === 'model') whole.add(relation.id)
    const parentOf = new Map(parents.map((one) => [one.name.toLowerCase(), one]))
    relation.origins = found.flatMap(({ name, from, computed }) =>
      from.flatMap(({ table, column }) => {
        const parent = parentOf.get(table.toLowerCase())
        if (parent === undefined || name === null) return []
        const known = columnOf(parent.parent, column)
        return [{ from: parent.id, column: known, to: columnOf(relation, name), computed }]
      }),
    )
  }
  return { ...lineage, relations: [...byId.values()] }
}

/** A column by its name as it is known. One that a query reads is there, known or not. */
function columnOf(relation: DbtRelation, name: string): string {
  const known = relation.columns.find((column) => column.name.toLowerCase() === name.toLowerCase())
  if (known !== undefined) return known.name
  // Those of sources belong to whoever loads them.
  if (relation.kind !== 'source' && relation.columns.length < MOST_COLUMNS)
    relation.columns = [...relation.columns, { name, type: null }]
  return name
}

function namedBy(
  found: readonly { name: string | null }[],
  documented: readonly DatasetColumn[],
): DatasetColumn[] {
  const types = new Map(documented.map(({ name, type }) => [name.toLowerCase(), type]))
  return found.flatMap(({ name }) =>
    name === null ? [] : [{ name, type: types.get(name.toLowerCase()) ?? null }],
  )
}

/** Names of relations as queries write them, and compiled queries, by `unique_id`. */
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
        .toSorted((one, other) => Number(one['index']) - Number(other['index']))
        .slice(0, MOST_COLUMNS)
      const named = columns.flatMap(({ name, type }) =>
        typeof name === 'string' ? [{ name, type: typeof type === 'string' ? type : null }] : [],
      )
      if (named.length > 0) found.set(id, named)
    }
  }
  return found
}

/** Relations behind those that they are made from; a circle, which dbt does not allow, is cut. */
function inOrder(relations: ReadonlyMap<string, DbtRelation>): DbtRelation[] {
  const ordered = new Map<string, DbtRelation>()
  const begun = new Set<string>()
  const stack = [...relations.keys()].toReversed()
  while (stack.length > 0) {
    const id = stack.at(-1) ?? ''
    const relation = relations.get(id)
    const open = begun.has(id) ? [] : (relation?.from ?? []).filter((parent) => !ordered.has(parent))
    begun.add(id)
    if (open.length > 0) {
      stack.push(...open.filter((parent) => !begun.has(parent)))
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
