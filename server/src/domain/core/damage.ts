import { AppError } from './errors.ts'

/** A record with the names of its fields that the database could not read. */
export interface Damageable {
  name: string
  damaged?: readonly string[] | undefined
}

/** Returns the record after an edit: the fields it sets are no longer damaged. */
export function withoutDamage<T extends { damaged?: readonly string[] }>(
  record: T,
  fields: Iterable<string>,
): T {
  const { damaged, ...rest } = record
  const edited = new Set(fields)
  const remaining = (damaged ?? []).filter((field) => !edited.has(field))
  return (remaining.length === 0 ? rest : { ...rest, damaged: remaining }) as T
}

/** Fields that a pipeline or plugin cannot execute without; all others are descriptive. */
const REQUIRED_FIELDS: ReadonlySet<string> = new Set([
  ...['config', 'mappers', 'settings', 'env', 'command', 'capabilities', 'settingDefinitions'],
])

/** Explains why a damaged record cannot be executed; null if it can. */
function damageProblem(kind: 'pipeline' | 'plugin', { name, damaged = [] }: Damageable): string | null {
  const affected = damaged.filter((field) => REQUIRED_FIELDS.has(field))
  if (affected.length === 0) return null
  return `The ${kind} "${name}" is damaged in the database: ${affected.map((field) => `"${field}"`).join(', ')} could not be read. Set it again on the page of the ${kind}, or restore a backup.`
}

/** Throws AppError `invalid` if a field that execution needs is damaged. */
export function refuseDamaged(kind: 'pipeline' | 'plugin', record: Damageable): void {
  const problem = damageProblem(kind, record)
  if (problem !== null) throw new AppError('invalid', problem)
}

/** Returns the error for a stored state that cannot be read. */
export const damagedState = (version: number): AppError =>
  new AppError(
    'invalid',
    `The stored state of the pipeline (version ${version}) is damaged and cannot be read. Set it again, or reset it, on the page of the pipeline.`,
  )
