import { changesIn, countChanges, diffCatalogs } from '@flx/shared/catalog/catalog-diff'
import type { CatalogDiff } from '@flx/shared/catalog/catalog-diff-schema'
import type { CompactCatalog } from '@flx/shared/catalog/compact-schema'
import type { CatalogChange } from '@flx/shared/catalog/pipeline-catalog'

/** Versions kept per pipeline, besides the accepted and the pinned one. */
export const KEPT_VERSIONS = 20
/** Names listed in a change. */
const MAX_EXAMPLES = 10

/** The ids of the versions in use by a pipeline. */
export interface UsedVersions {
  extractorId: string
  newestId: string | null
  acceptedId: string | null
  pinnedId: string | null
  revision: number
}

type NextUsedVersions = (current: UsedVersions | undefined, extractorId: string, id: string) => UsedVersions

/** Drops the versions of another extractor, which mean nothing to this one. */
const ifSameExtractor = (used: UsedVersions | undefined, extractorId: string): UsedVersions | undefined =>
  used?.extractorId === extractorId ? used : undefined

/** Returns the versions in use after a discovery. */
export const usedAfterDiscovery: NextUsedVersions = (current, extractorId, id) => {
  const used = ifSameExtractor(current, extractorId)
  return {
    extractorId,
    newestId: id,
    acceptedId: used?.acceptedId ?? id,
    pinnedId: used?.pinnedId ?? null,
    revision: (current?.revision ?? 0) + (id === used?.newestId ? 0 : 1),
  }
}

/** Returns the versions in use after an upload, which is pinned. */
export const usedAfterUpload: NextUsedVersions = (current, extractorId, id) => {
  const used = ifSameExtractor(current, extractorId)
  return {
    extractorId,
    newestId: used?.newestId ?? null,
    acceptedId: used?.acceptedId ?? null,
    pinnedId: id,
    revision: (current?.revision ?? 0) + 1,
  }
}

/** Compares two versions; null if they do not differ in anything pages and patterns use. */
export function catalogChange(before: CompactCatalog, after: CompactCatalog): CatalogChange | null {
  const diff = diffCatalogs(before, after)
  const counts = countChanges(diff)
  return changesIn(counts) === 0 ? null : { ...counts, examples: examplesOf(diff) }
}

function examplesOf(diff: CatalogDiff): string[] {
  const names = [
    ...diff.streamsRemoved.map((stream) => `${stream} removed`),
    ...diff.fieldsRemoved.map(({ stream, field }) => `${stream}.${nameOfField(field)} removed`),
    ...diff.typesChanged.map(
      ({ stream, field, before, type }) =>
        `${stream}.${nameOfField(field)} changed from ${before} to ${type}`,
    ),
    ...diff.keysChanged.map(({ stream }) => `primary key of ${stream} changed`),
    ...diff.streamsAdded.map((stream) => `${stream} added`),
    ...diff.fieldsAdded.map(({ stream, field }) => `${stream}.${nameOfField(field)} added`),
  ]
  return names.slice(0, MAX_EXAMPLES)
}

const nameOfField = (path: string): string => path.replaceAll('.properties.', '.')
