import type { StreamSchema } from '../singer/singer-records.ts'
import { columnKind, type ColumnKind } from './sqlite-columns.ts'

/** Holds the version of a row while its stream uses ACTIVATE_VERSION. */
export const VERSION_COLUMN = '_sdc_table_version'

export interface Column {
  property: string
  name: string
  kind: ColumnKind
}

/**
 * Returns a column for each property. SQLite's names ignore case, a schema's do not: of `Id` and `id`, the one that
 * already has its column keeps it, else the first in code point order, and the other becomes `id_2`, whatever the order
 * of the schema.
 */
export function nameColumns(schema: StreamSchema, existing: Iterable<string>): Column[] {
  const exact = new Set(existing)
  const folded = new Set([...exact].map(fold))
  const usedNames = new Set<string>([VERSION_COLUMN])
  const names = new Map<string, string>()
  const properties = Object.keys(schema.properties)
  const give = (property: string, name: string): void => {
    names.set(property, name)
    usedNames.add(fold(name))
  }
  for (const property of properties) {
    const name = sqlName(property)
    if (exact.has(name) && !usedNames.has(fold(name))) give(property, name)
  }
  for (const property of properties.toSorted((a, b) => (a < b ? -1 : 1))) {
    if (names.has(property)) continue
    const base = sqlName(property)
    const second = `${base}_2`
    // It got that name when both were in the schema.
    if (!exact.has(base) && folded.has(fold(base)) && exact.has(second) && !usedNames.has(fold(second))) {
      give(property, second)
      continue
    }
    let name = base
    for (let number = 2; usedNames.has(fold(name)); number++) name = `${base}_${number}`
    give(property, name)
  }
  return properties.map((property) => ({
    property,
    name: names.get(property) ?? property,
    kind: columnKind(schema.properties[property]),
  }))
}

/** Lower-cases ASCII letters only, as SQLite does. */
export const fold = (name: string): string => name.replaceAll(/[A-Z]/g, (letter) => letter.toLowerCase())

/** Replaces NUL, at which SQL text ends. */
export const sqlName = (name: string): string => (name === '' ? '_' : name.replaceAll('\0', '_'))

export const quoteIdentifier = (name: string): string => `"${name.replaceAll('"', '""')}"`
