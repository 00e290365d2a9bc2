import { isJsonObject, type Json } from '@flx/shared/json/json'

import type { SecretPath } from '../../../domain/settings/secrets/secret-paths.ts'
import type { RowReader } from '../core/rows/json.ts'

/** Everything is secret: applies while the secrets are not known. */
const EVERYTHING: SecretPath[] = [[]]

const COLUMN = 'secret_settings'

/** Returns the paths of a plugin's secrets. Null = not computed yet. */
export function secretPathsOf(read: RowReader, text: string | null): SecretPath[] {
  if (text === null) return []
  const damagedBefore = read.damaged.length
  const value = read.json(COLUMN, text)
  if (isPaths(value)) return value
  if (read.damaged.length === damagedBefore) read.report(COLUMN, 'It is not a list.')
  return EVERYTHING
}

/** The same by the keys of a pipeline's configuration. */
export function secretSettingsOf(read: RowReader, text: string | null): Record<string, SecretPath[]> {
  if (text === null) return {}
  const damagedBefore = read.damaged.length
  const value = read.json(COLUMN, text)
  if (isJsonObject(value) && Object.values(value).every(isPaths)) return value as Record<string, SecretPath[]>
  if (read.damaged.length === damagedBefore) read.report(COLUMN, 'It is not an object.')
  return { '': EVERYTHING }
}

const isPaths = (value: Json): value is SecretPath[] =>
  Array.isArray(value) &&
  value.every((path) => Array.isArray(path) && path.every((part) => typeof part === 'string'))
