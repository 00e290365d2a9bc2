import type { CatalogVersion } from '@flx/shared/catalog/pipeline-catalog'

import type { AuditNote } from '../access/audit-log.ts'
import type { ReadCatalog } from './catalog-reader.ts'

/** A discovered catalogue, as JSON, and its time. */
export interface DiscoveredCatalog {
  catalog: string
  discoveredAt: string
}

/** A catalogue to keep as a version. */
export interface NewCatalog extends ReadCatalog, DiscoveredCatalog {
  /** Id of the plugin: versions of another one are not compared with. */
  extractorId: string
  /** Its name and version. */
  plugin: string
}

/** A catalogue that was read, as a version of a plugin's. */
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

/** A version with the packed summary that `CatalogReader` reads. */
interface KeptVersion {
  version: CatalogVersion
  summary: string
}

/** The versions that a pipeline works with. */
export interface CatalogUse {
  extractorId: string
  /** Key of everything that the last discovery depended on; null when there was none. */
  sourceKey: string | null
  /** The last one that was discovered. */
  newest: CatalogVersion | null
  /** The version that changes are compared with. */
  accepted: CatalogVersion | null
  /** The one that executions work with, whatever is discovered. */
  pinned: CatalogVersion | null
  /** Grows with every change of these. */
  revision: number
}

/** Catalogues of pipelines, which never share one: the last one that was discovered, and some versions before it. */
export interface CatalogStore {
  /** `sourceKey` names what the catalogue depends on; one that was discovered with another is not given. */
  get(pipelineId: string, sourceKey: string): Promise<DiscoveredCatalog | undefined>
  /**
   * Keeps a discovered catalogue as the newest version. One that differs from the version before it emits
   * `pipeline.schemaChanged`; that of another extractor starts from the beginning.
   */
  put(pipelineId: string, sourceKey: string, found: NewCatalog): Promise<void>
  /** The pinned catalogue, if it was one of this extractor. */
  pinned(pipelineId: string, extractorId: string): Promise<DiscoveredCatalog | undefined>
  use(pipelineId: string): Promise<CatalogUse | undefined>
  /** Those that are kept, the one that was last seen first. */
  versions(pipelineId: string): Promise<CatalogVersion[]>
  version(pipelineId: string, id: string): Promise<KeptVersion | undefined>
  /** Accepts or pins versions, or neither; false when `revision` is stale. */
  choose(
    pipelineId: string,
    revision: number,
    choice: { acceptedId?: string; pinnedId: string | null },
    note: AuditNote,
  ): Promise<boolean>
  /** Keeps an uploaded catalogue and pins it; false when `revision` is stale. */
  upload(
    pipelineId: string,
    revision: number,
    uploaded: NewCatalog & { uploadedBy: string },
    note: AuditNote,
  ): Promise<boolean>
}
