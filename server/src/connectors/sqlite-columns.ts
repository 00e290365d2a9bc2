import { exactJson } from './exact-json.ts'

/** Affinity of a column: what SQLite makes of a value. `''` takes every value as it is. */
export type ColumnKind = 'INTEGER' | 'REAL' | 'TEXT' | 'BLOB'

/** The column for a property; a type that is no single plain one becomes text. */
export function columnKind(property: Record<string, unknown> | undefined): ColumnKind {
  const types = typesOf(property).filter((type) => type !== 'null')
  if (types.length === 0) return 'TEXT'
  if (types.every((type) => type === 'integer' || type === 'boolean')) return 'INTEGER'
  if (types.every((type) => type === 'integer' || type === 'number')) return 'REAL'
  return 'TEXT'
}

function typesOf(property: Record<string, unknown> | undefined): string[] {
  const type = property?.['type']
  if (typeof type === 'string') return [type]
  if (Array.isArray(type)) return type.map(String)
  const choices = property?.['anyOf'] ?? property?.['oneOf']
  return Array.isArray(choices) ? choices.flatMap((choice) => typesOf(choice as Record<string, unknown>)) : []
}

/** The kind of a column by its declared type, which may come from elsewhere (SQLite's rules of affinity). */
export function declaredKind(type: string): ColumnKind {
  if (/INT/i.test(type)) return 'INTEGER'
  if (/CHAR|CLOB|TEXT/i.test(type)) return 'TEXT'
  return type === '' || /BLOB/i.test(type) ? 'BLOB' : 'REAL'
}

/** The kind that holds both. */
export function wider(a: ColumnKind, b: ColumnKind): ColumnKind {
  if (a === b) return a
  if (a === 'BLOB' || b === 'BLOB') return 'BLOB'
  return (a === 'INTEGER' && b === 'REAL') || (a === 'REAL' && b === 'INTEGER') ? 'REAL' : 'TEXT'
}

const INT64 = 2n ** 63n

/** False for a long integer that a column of this kind would round. */
export function fits(value: bigint, kind: ColumnKind): boolean {
  if (kind === 'INTEGER') return value < INT64 && value >= -INT64
  return kind !== 'REAL' || BigInt(Number(value)) === value
}

/** What better-sqlite3 binds for a value: booleans as 0 and 1, objects and arrays as JSON. */
export function bindable(value: unknown, kind: ColumnKind): string | number | bigint | null {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      // A column of kind INTEGER makes a whole double an integer; one without affinity would keep 1.0.
      if (kind === 'TEXT') return String(value)
      return kind === 'BLOB' && Number.isSafeInteger(value) ? BigInt(value) : value
    case 'bigint':
      return kind === 'TEXT' || !fits(value, 'INTEGER') ? String(value) : value
    case 'boolean':
      return kind === 'TEXT' ? String(value) : kind === 'BLOB' ? (value ? 1n : 0n) : value ? 1 : 0
    case 'object':
      return value === null ? null : exactJson(value)
    default:
      return null
  }
}
