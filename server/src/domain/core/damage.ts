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
  const set = new Set(fields)
  const left = (damaged ?? []).filter((field) => !set.has(field))
  return (left.length === 0 ? rest : { ...rest, damaged: left }) as T
}

/** Fields that a pipeline or plugin cannot execute without; all others are descriptive. */
const NEEDED: ReadonlySet<string> = new Set([
  ...['config', 'mappers', 'settings', 'env', 'command', 'capabilities', 'settingDefinitions'],
])

/** Explains why a damaged record cannot be executed; null if it can. */
function damageProblem(kind: 'pipeline' | 'plugin', { name, damaged = [] }: Damageable): string | null {
  const needed = damaged.filter((field) => NEEDED.has(field))
  if (needed.length === 0) return null
  return `The ${kind} "${name}" is damaged in the database: ${needed.map((field) => `"${field}"`).join(', ')} could not be read. Set it again on the page of the ${kind}, or restore a backup.`
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
