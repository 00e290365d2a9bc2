import type { JsonObject } from '@flx/shared/json/json'

const SPEC = 'https://openlineage.io/spec'
/** The schema of the events that are sent. */
export const EVENT_SCHEMA = `${SPEC}/2-0-2/OpenLineage.json#/$defs/RunEvent`

/** Versions of the facets that are sent. */
const VERSIONS = {
  ColumnLineageDatasetFacet: '1-2-0',
  DatasetTypeDatasetFacet: '1-0-1',
  DatasourceDatasetFacet: '1-0-1',
  DocumentationJobFacet: '1-1-0',
  ErrorMessageRunFacet: '1-0-1',
  JobTypeJobFacet: '2-0-4',
  NominalTimeRunFacet: '1-0-1',
  OutputStatisticsOutputDatasetFacet: '1-0-2',
  OwnershipJobFacet: '1-0-1',
  ParentRunFacet: '1-2-0',
  ProcessingEngineRunFacet: '1-1-1',
  SchemaDatasetFacet: '1-2-0',
  TagsJobFacet: '1-0-0',
} as const

/** Builds a facet of a known kind. */
export type FacetMaker = (kind: keyof typeof VERSIONS, content: JsonObject) => JsonObject

/** Creates the facets of one producer. */
export const createFacets =
  (producer: string): FacetMaker =>
  (kind, content) => ({
    _producer: producer,
    _schemaURL: `${SPEC}/facets/${VERSIONS[kind]}/${kind}.json#/$defs/${kind}`,
    ...content,
  })
