import { sql, type Expression, type SqlBool } from 'kysely'

/** Text as searches and sorts by name see it: without case, and one form for each letter. */
export const fold = (text: string): string => text.normalize('NFKC').toLowerCase()

/** The text that a search scans: the fields, each on a line of its own. */
export const searchText = (...fields: string[]): string => fold(fields.join('\n'))

/** "Contains" on the `search_text` of a table, where several are named of this one; wildcards count as themselves. */
export function searchContains(text: string, table = ''): Expression<SqlBool> {
  const pattern = `%${fold(withoutNul(text.trim())).replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`
  return sql<SqlBool>`${sql.ref(table === '' ? 'search_text' : `${table}.search_text`)} like ${pattern} escape '\\'`
}

/** PostgreSQL takes no NUL in a text; its picture is stored in its place, on SQLite too. */
export const withoutNul = (text: string): string => text.replaceAll('\0', '\u2400')

/** A row of which PostgreSQL takes every text. */
export function storable<Row extends object>(row: Row): Row {
  const entries = Object.entries(row).map(([column, value]) => [
    column,
    typeof value === 'string' ? withoutNul(value) : (value as unknown),
  ])
  // The same columns with values of the same types.
  return Object.fromEntries(entries) as Row
}
