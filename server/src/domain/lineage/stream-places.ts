import type { JsonObject } from '@flx/shared/json/json'
import { placeOfStream } from '@flx/shared/executions/loaded-rows'
import type { Certainty, DatasetKind } from '@flx/shared/lineage/lineage'

import { tableName, type System } from './systems.ts'

/** The place of data, and how certain it is. */
export interface Place {
  kind: DatasetKind
  namespace: string
  name: string
  certainty: Certainty
}

/**
 * Returns what an extractor reads for a stream. Database extractors name streams `schema-table`; this is a convention, not a
 * rule, so the place is inferred.
 */
export function sourceOf(system: System, stream: string): Place {
  const { kind, namespace, folder } = system
  if (kind === 'table')
    return { kind, namespace, name: splitName(system, stream, false), certainty: 'inferred' }
  if (kind === 'file' && folder !== null)
    return { kind, namespace, name: inFolder(folder, stream), certainty: 'inferred' }
  // For an API, the stream itself is the place.
  return { kind: 'stream', namespace, name: stream, certainty: 'observed' }
}

/** Returns what a loader writes a stream into: known for bundled loaders, else by the conventions of the Singer SDK. */
export function destinationOf(
  loader: { plugin: string; bundled: boolean; settings: JsonObject },
  system: System,
  stream: string,
): Place {
  const { kind, namespace, folder } = system
  const knownName = loader.bundled ? placeOfStream(loader.plugin, loader.settings, stream) : null
  const certainty = knownName === null ? 'inferred' : 'observed'
  if (kind === 'table')
    return {
      kind,
      namespace,
      name: knownName ?? splitName(system, stream, system.schema !== null),
      certainty,
    }
  if (kind === 'file')
    return { kind, namespace, name: inFolder(folder ?? '', knownName ?? stream), certainty }
  return { kind: 'stream', namespace, name: stream, certainty: 'inferred' }
}

const inFolder = (folder: string, name: string): string =>
  folder === '' ? name : `${folder.replace(/\/$/, '')}/${name}`

/** Splits `schema-table` and `database-schema-table`. With `configuredFirst`, a configured schema takes precedence. */
function splitName(system: System, stream: string, configuredFirst: boolean): string {
  const parts = stream.split('-')
  const table = conform(parts.at(-1) ?? stream)
  if (parts.length === 1 || parts.length > 3) return tableName(system, conform(stream))
  if (configuredFirst) return tableName(system, table)
  const schema = parts.at(-2) ?? ''
  const namedSystem = parts.length === 3 ? { ...system, database: parts[0] ?? null } : system
  // In systems without schemas, the first part is the database.
  if (namedSystem.dialect?.parts.includes('schema') === false)
    return tableName({ ...namedSystem, database: schema }, table)
  return tableName(namedSystem, table, conform(schema))
}

/** Converts a name as loaders of the Singer SDK do. */
const conform = (name: string): string =>
  name
    .replaceAll(/([a-z0-9])([A-Z])/g, '$1_$2')
    .replaceAll(/[^\w.$]+/g, '_')
    .toLowerCase()
