import { createHash } from 'node:crypto'
import { gunzipSync } from 'node:zlib'

import { changesIn, countChanges, diffCatalogs, fingerprintText } from '@flx/shared/catalog/catalog-diff'
import type { CatalogDiff } from '@flx/shared/catalog/catalog-diff-schema'
import { compactCatalog } from '@flx/shared/catalog/compact'
import type { CompactCatalog } from '@flx/shared/catalog/compact-schema'
import type { CatalogChange } from '@flx/shared/catalog/pipeline-catalog'
import { isJsonObject, type Json, type JsonObject } from '@flx/shared/json/json'
import { parseJson, tryParseJson } from '@flx/shared/json/json-text'

import { createMasker, maskJson } from '../../domain/settings/secrets/masker.ts'
import type { CatalogDifference, ReadCatalog, SelectedCatalog } from '../../domain/singer/catalog-reader.ts'
import { selectInCatalog, streamsOf, type SelectionRules } from '../../domain/singer/catalog-selection.ts'
import { catalogChange } from '../../domain/singer/catalog-versions.ts'
import { readCatalog } from '../../domain/singer/discovery-output.ts'
import { readUploadedCatalog } from '../../domain/singer/uploaded-catalog.ts'

/** Differences of each kind that an answer contains at most. */
const MAX_DIFFERENCES = 500
/** The largest size that a stored summary may expand to. */
const MAX_BYTES = 512 * 1024 * 1024

/**
 * The tasks on catalogues. They take and return text: a message between threads would lose the class of an exact
 * number.
 */
export const catalogTasks = {
  readDiscovered(
    output: Uint8Array,
    secrets: readonly string[],
  ): (ReadCatalog & { holdsSecret: boolean }) | null {
    const text = new TextDecoder().decode(output)
    const catalog = readCatalog(text)
    if (catalog === undefined) return null
    return { ...read(catalog), holdsSecret: maskJson(catalog, createMasker(secrets)) !== catalog }
  },

  /** Throws AppError `invalid`. */
  readUploaded: (text: string): ReadCatalog => read(readUploadedCatalog(text)),

  /** `rules` = JSON of `SelectionRules`. */
  select(catalog: string, rules: string): SelectedCatalog | null {
    const value = tryParseJson(catalog)
    if (!isJsonObject(value)) return null
    const selection = selectInCatalog(value, parseJson(rules) as unknown as SelectionRules)
    return {
      catalog: JSON.stringify(selection.catalog),
      streams: streamsOf(selection.catalog),
      unmatched: selection.unmatched,
    }
  },

  maskedSummary(packed: string, secrets: readonly string[]): string | null {
    const text = expand(packed)
    // Nearly always there is nothing to mask, and the text is the answer.
    if (text !== undefined && createMasker(secrets).line(text) === text) return text
    const summary = unpack(packed)
    return summary === undefined ? null : JSON.stringify(mask(summary, secrets))
  },

  difference(before: string, after: string, secrets: readonly string[]): CatalogDifference | null {
    const [older, newer] = [unpack(before), unpack(after)]
    if (older === undefined || newer === undefined) return null
    const diff = diffCatalogs(mask(older, secrets), mask(newer, secrets))
    const counts = countChanges(diff)
    return changesIn(counts) === 0 ? null : { counts, diff: shorten(diff) }
  },

  change(before: string, compact: string): CatalogChange | null {
    const summary = unpack(before)
    return summary === undefined
      ? null
      : catalogChange(summary, parseJson(compact) as unknown as CompactCatalog)
  },
}

export type CatalogTasks = typeof catalogTasks

function read(catalog: JsonObject): ReadCatalog {
  const compact = compactCatalog(catalog)
  return {
    catalog: JSON.stringify(catalog),
    compact: JSON.stringify(compact),
    hash: createHash('sha256').update(fingerprintText(compact)).digest('hex'),
    streams: compact.streams.length,
    fields: compact.streams.reduce((sum, { fields }) => sum + fields.length, 0),
  }
}

/** Returns a summary that the store packed; undefined if it is damaged. */
function unpack(packed: string): CompactCatalog | undefined {
  const value = tryParseJson(expand(packed) ?? '')
  return value === undefined ? undefined : asSummary(value)
}

function expand(packed: string): string | undefined {
  try {
    return gunzipSync(Buffer.from(packed, 'base64'), { maxOutputLength: MAX_BYTES }).toString('utf8')
  } catch {
    return undefined
  }
}

const asSummary = (value: Json): CompactCatalog | undefined =>
  isJsonObject(value) && Array.isArray(value['streams']) ? (value as unknown as CompactCatalog) : undefined

/** Masks secrets in a catalogue: the value of a setting that became secret later might be the name of a column. */
const mask = (catalog: CompactCatalog, secrets: readonly string[]): CompactCatalog =>
  // Masks each text separately, and the whole only if a secret spans several texts.
  asSummary(maskJson(catalog, createMasker(secrets))) ?? { types: [], streams: [] }

const shorten = (diff: CatalogDiff): CatalogDiff => ({
  streamsAdded: diff.streamsAdded.slice(0, MAX_DIFFERENCES),
  streamsRemoved: diff.streamsRemoved.slice(0, MAX_DIFFERENCES),
  fieldsAdded: diff.fieldsAdded.slice(0, MAX_DIFFERENCES),
  fieldsRemoved: diff.fieldsRemoved.slice(0, MAX_DIFFERENCES),
  typesChanged: diff.typesChanged.slice(0, MAX_DIFFERENCES),
  keysChanged: diff.keysChanged.slice(0, MAX_DIFFERENCES),
})
