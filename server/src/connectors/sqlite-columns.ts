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

/** The kind that holds both. */
export function wider(a: ColumnKind, b: ColumnKind): ColumnKind {
  if (a === b) return a
  return (a === 'INTEGER' && b === 'REAL') || (a === 'REAL' && b === 'INTEGER') ? 'REAL' : 'TEXT'
}

const INT64 = 2n ** 63n

/** What better-sqlite3 binds for a value: booleans as 0 and 1, objects as JSON, integers beyond 64 bits as text. */
export function bindable(value: unknown, kind: ColumnKind): string | number | bigint | null {
  switch (typeof value) {
    case 'string':
      return value
    case 'number':
      if (kind === 'TEXT') return String(value)
      return Number.isSafeInteger(value) && kind === 'INTEGER' ? BigInt(value) : value
    case 'bigint':
      return kind === 'TEXT' || value >= INT64 || value < -INT64 ? String(value) : value
    case 'boolean':
      return kind === 'TEXT' ? String(value) : value ? 1n : 0n
    case 'object':
      return value === null ? null : exactJson(value)
    default:
      return null
  }
}

/** JSON with every digit of long integers. */
export function exactJson(value: unknown): string {
  return JSON.stringify(value, (_key, inner: unknown) =>
    typeof inner === 'bigint' ? rawJson(String(inner)) : inner,
  )
}

/** `JSON.rawJSON` is in Node 24, and not yet in its types. */
const rawJson = (text: string): unknown =>
  (JSON as unknown as { rawJSON(text: string): unknown }).rawJSON(text)
