import { sql, type Expression, type SqlBool } from 'kysely'

/** Normalises text for searching and for sorting by name: without case, and with one form for each letter. */
export const fold = (text: string): string => text.normalize('NFKC').toLowerCase()

/** Returns the text that a search scans: each field on a separate line. */
export const searchText = (...fields: string[]): string => fold(fields.join('\n'))

/** Builds a "contains" condition on `search_text`, of `table` if a query names several; wildcards match literally. */
export function searchContains(text: string, table = ''): Expression<SqlBool> {
  const pattern = `%${fold(withoutNul(text.trim())).replaceAll(/[\\%_]/g, (character) => `\\${character}`)}%`
  return sql<SqlBool>`${sql.ref(table === '' ? 'search_text' : `${table}.search_text`)} like ${pattern} escape '\\'`
}

/** Replaces NUL, which PostgreSQL does not accept in text, with its symbol; on SQLite too. */
export const withoutNul = (text: string): string => text.replaceAll('\0', '\u2400')

/** Returns a row whose texts PostgreSQL accepts. */
export function storable<Row extends object>(row: Row): Row {
  const entries = Object.entries(row).map(([column, value]) => [
    column,
    typeof value === 'string' ? withoutNul(value) : (value as unknown),
  ])
  // The columns and the types of their values stay the same.
  return Object.fromEntries(entries) as Row
}
