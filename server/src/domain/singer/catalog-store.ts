import type { CatalogVersion } from '@flx/shared/catalog/pipeline-catalog'

import type { AuditNote } from '../access/audit-log.ts'
import type { ReadCatalog } from './catalog-reader.ts'

/** A discovered catalogue as JSON, with the time of its discovery. */
export interface DiscoveredCatalog {
  catalog: string
  discoveredAt: string
}

/** A catalogue to store as a version. */
export interface NewCatalog extends ReadCatalog, DiscoveredCatalog {
  /** Id of the plugin; versions of different plugins are never compared. */
  extractorId: string
  /** The plugin's name and version. */
  plugin: string
}

/** Turns a parsed catalogue into a version of the plugin's catalogue. */
export const newCatalog = (
  { catalog, compact, hash, streams, fields }: ReadCatalog,
  discoveredAt: string,
  { id, name, version }: { id: string; name: string; version: string },
): NewCatalog => ({
  catalog,
  compact,
  hash,
  streams,
  fields,
  discoveredAt,
  extractorId: id,
  plugin: version === '' ? name : `${name} ${version}`,
})

/** A version with the packed summary that `CatalogReader` takes. */
interface KeptVersion {
  version: CatalogVersion
  summary: string
}

/** The versions in use by a pipeline. */
export interface CatalogUse {
  extractorId: string
  /** Key of everything the last discovery depended on; null if there was none. */
  sourceKey: string | null
  /** The version that was discovered last. */
  newest: CatalogVersion | null
  /** The version that changes are compared with. */
  accepted: CatalogVersion | null
  /** The version that executions use, whatever is discovered later. */
  pinned: CatalogVersion | null
  /** Grows with every change of this record. */
  revision: number
}

/** The catalogues of each pipeline (never shared): the latest discovered one and some earlier versions. */
export interface CatalogStore {
  /** Returns the stored catalogue if it was discovered with this `sourceKey`, which names everything it depends on. */
  get(pipelineId: string, sourceKey: string): Promise<DiscoveredCatalog | undefined>
  /**
   * Stores a discovered catalogue as the newest version. Emits `pipeline.schemaChanged` if it differs from the previous
   * version. A change of extractor starts over, without a comparison.
   */
  put(pipelineId: string, sourceKey: string, found: NewCatalog): Promise<void>
  /** Returns the pinned catalogue if it belongs to this extractor. */
  pinned(pipelineId: string, extractorId: string): Promise<DiscoveredCatalog | undefined>
  use(pipelineId: string): Promise<CatalogUse | undefined>
  /** Lists the stored versions, most recently seen first. */
  versions(pipelineId: string): Promise<CatalogVersion[]>
  version(pipelineId: string, id: string): Promise<KeptVersion | undefined>
  /** Accepts a version, if given, and sets the pinned one (null unpins); false if `revision` is stale. */
  choose(
    pipelineId: string,
    revision: number,
    choice: { acceptedId?: string; pinnedId: string | null },
    note: AuditNote,
  ): Promise<boolean>
  /** Stores an uploaded catalogue and pins it; false if `revision` is stale. */
  upload(
    pipelineId: string,
    revision: number,
    uploaded: NewCatalog & { uploadedBy: string },
    note: AuditNote,
  ): Promise<boolean>
}
