import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'

import type { SelectionRules } from '../../domain/singer/catalog-selection.ts'
import { AppError } from '../../domain/core/errors.ts'
import type { PlannedProcess } from '../resolve-execution.ts'

/** Reads the selection rules from a pipeline's configuration. Throws AppError `invalid` if they have the wrong shape. */
export function selectionRules({
  plugin,
  resolved: { extras },
}: PlannedProcess): Omit<SelectionRules, 'only'> {
  return {
    select: parsePatterns(plugin.name, 'select', extras['select']) ?? ['*.*'],
    selectFilter: parsePatterns(plugin.name, 'select_filter', extras['select_filter']) ?? [],
    metadata: parseObject(plugin.name, 'metadata', extras['metadata']),
    schema: parseObject(plugin.name, 'schema', extras['schema']),
  }
}

function parsePatterns(plugin: string, name: string, value: Json | undefined): string[] | undefined {
  if (value === undefined || value === null) return undefined
  const list = Array.isArray(value) ? value.filter((pattern) => typeof pattern === 'string') : []
  if (Array.isArray(value) && list.length === value.length) return list
  throw new AppError(
    'invalid',
    `The setting _${name} of ${plugin} must be a list of patterns, such as ["users.*", "!users.ssn"].`,
  )
}

function parseObject(plugin: string, name: string, value: Json | undefined): JsonObject {
  if (value === undefined || value === null) return {}
  if (isJsonObject(value)) return value
  throw new AppError(
    'invalid',
    `The setting _${name} of ${plugin} must be an object with stream names as keys.`,
  )
}
