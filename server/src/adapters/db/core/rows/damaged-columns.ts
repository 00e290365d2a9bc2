import type { RowReader } from './json.ts'

/** Returns the part of a record that names its unreadable fields; empty if all could be read. */
export const damagedFields = ({ damaged }: RowReader): { damaged?: string[] } =>
  damaged.length === 0 ? {} : { damaged: damaged.map(fieldOf) }

/**
 * Returns the values of a record to write, without the columns that could not be read: their content stays for a
 * repair. The paths of secrets in damaged settings stay with them.
 */
export function withoutDamaged<T extends object>(values: T, damaged: readonly string[] = []): Partial<T> {
  if (damaged.length === 0) return values
  const excluded = new Set(damaged.flatMap((field) => [columnOf(field), ...(SECRETS_OF[field] ?? [])]))
  return Object.fromEntries(Object.entries(values).filter(([column]) => !excluded.has(column))) as Partial<T>
}

const SECRETS_OF: Record<string, string[]> = { config: ['secret_settings'], settings: ['secret_settings'] }

const fieldOf = (column: string): string =>
  column.replaceAll(/_([a-z])/g, (_match, letter: string) => letter.toUpperCase())

const columnOf = (field: string): string => field.replaceAll(/[A-Z]/g, (letter) => `_${letter.toLowerCase()}`)
