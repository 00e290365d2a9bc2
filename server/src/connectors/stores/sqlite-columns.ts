import { isExact, isNumber, type ExactNumber } from '@flx/shared/json/exact-number'
import { doubleOf } from '@flx/shared/json/number-order'

/** Affinity of a column: how SQLite converts a value. `BLOB` keeps every value as it is. */
export type ColumnKind = 'INTEGER' | 'REAL' | 'TEXT' | 'BLOB'

/** Returns the column kind for a property; a type that is not a single plain one becomes text. */
export function columnKind(property: Record<string, unknown> | undefined): ColumnKind {
  const types = typesOf(property).filter((type) => type !== 'null')
  if (types.length === 0) return 'TEXT'
  if (types.every((type) => type === 'integer' || type === 'boolean')) return 'INTEGER'
  if (types.every((type) => type === 'integer' || type === 'number')) return 'REAL'
  return 'TEXT'
}

/** Returns the property for a value that no schema names; for null the narrowest, which widens no column. */
export function propertyFor(value: unknown): Record<string, unknown> {
  if (typeof value === 'boolean' || value === null) return { type: 'boolean' }
  return isNumber(value) ? { type: /^-?\d+$/.test(String(value)) ? 'integer' : 'number' } : {}
}

function typesOf(property: Record<string, unknown> | undefined): string[] {
  const type = property?.['type']
  if (typeof type === 'string') return [type]
  if (Array.isArray(type)) return type.map(String)
  const choices = property?.['anyOf'] ?? property?.['oneOf']
  return Array.isArray(choices) ? choices.flatMap((choice) => typesOf(choice as Record<string, unknown>)) : []
}

/**
 * Returns the kind of a column by its declared type, which another program might have chosen (SQLite's rules of
 * affinity).
 */
export function declaredKind(type: string): ColumnKind {
  if (/INT/i.test(type)) return 'INTEGER'
  if (/CHAR|CLOB|TEXT/i.test(type)) return 'TEXT'
  return type === '' || /BLOB/i.test(type) ? 'BLOB' : 'REAL'
}

/** Returns the kind that holds both. */
export function wider(a: ColumnKind, b: ColumnKind): ColumnKind {
  if (a === b) return a
  if (a === 'BLOB' || b === 'BLOB') return 'BLOB'
  return (a === 'INTEGER' && b === 'REAL') || (a === 'REAL' && b === 'INTEGER') ? 'REAL' : 'TEXT'
}

const INT64 = 2n ** 63n

/** False for a number that a column of this kind would round. */
export function fits(value: ExactNumber, kind: ColumnKind): boolean {
  if (kind === 'TEXT' || kind === 'BLOB') return true
  return doubleOf(value) !== undefined || (kind === 'INTEGER' && int64Of(value) !== undefined)
}

/** Returns a whole number that fits SQLite's 64-bit integers; else undefined. */
export function int64Of({ text }: ExactNumber): bigint | undefined {
  // A text of many digits would take long to convert, and be out of range.
  if (!/^-?\d{1,19}$/.test(text)) return undefined
  const value = BigInt(text)
  return value < INT64 && value >= -INT64 ? value : undefined
}

/** Converts a value for better-sqlite3: booleans to 0 and 1, objects and arrays to JSON. */
export function bindable(value: unknown, kind: ColumnKind): string | number | bigint | null {
  switch (typeof value) {
    case 'string':
      if (!value.isWellFormed())
        throw new Error('a text contains half of a surrogate pair, which SQLite cannot store')
      return value
    case 'number':
      // A column of kind INTEGER converts a whole double to an integer; one without affinity would keep 1.0.
      if (kind === 'TEXT') return String(value)
      return kind === 'BLOB' && Number.isSafeInteger(value) ? BigInt(value) : value
    case 'boolean':
      return kind === 'TEXT' ? String(value) : kind === 'BLOB' ? (value ? 1n : 0n) : value ? 1 : 0
    case 'object':
      if (isExact(value))
        return kind === 'TEXT' ? value.text : (int64Of(value) ?? doubleOf(value) ?? value.text)
      return value === null ? null : JSON.stringify(value)
    default:
      return null
  }
}
