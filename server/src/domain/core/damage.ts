import { AppError } from './errors.ts'

/** A record and the fields of it that the database could not read. */
export interface Damageable {
  name: string
  damaged?: readonly string[] | undefined
}

/** The record after an edit: the fields that it sets are whole again. */
export function healed<T extends { damaged?: readonly string[] }>(record: T, fields: Iterable<string>): T {
  const { damaged, ...rest } = record
  const set = new Set(fields)
  const left = (damaged ?? []).filter((field) => !set.has(field))
  return (left.length === 0 ? rest : { ...rest, damaged: left }) as T
}

/** Fields without which something is not what was asked for; the others only describe it. */
const NEEDED: ReadonlySet<string> = new Set([
  ...['config', 'mappers', 'settings', 'env', 'command', 'capabilities', 'settingDefinitions'],
])

/** Why what is damaged cannot be executed, null when it can. */
function damageProblem(kind: 'pipeline' | 'plugin', { name, damaged = [] }: Damageable): string | null {
  const needed = damaged.filter((field) => NEEDED.has(field))
  if (needed.length === 0) return null
  return `The ${kind} "${name}" is damaged in the database: ${needed.map((field) => `"${field}"`).join(', ')} could not be read. Set it again on the page of the ${kind}, or restore a backup.`
}

/** Throws AppError `invalid` for what is damaged and needed. */
export function refuseDamaged(kind: 'pipeline' | 'plugin', record: Damageable): void {
  const problem = damageProblem(kind, record)
  if (problem !== null) throw new AppError('invalid', problem)
}

/** The refusal of a stored state that cannot be read. */
export const damagedState = (version: number): AppError =>
  new AppError(
    'invalid',
    `The stored state of the pipeline (version ${version}) is damaged and cannot be read. Set it again, or reset it, on the page of the pipeline.`,
  )
