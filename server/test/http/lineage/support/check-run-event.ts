import * as z from 'zod'

import { readSchemas, schemasFolder } from '../../../domain/lineage/open-lineage/open-lineage-schemas.ts'

/**
 * The requirements of OpenLineage's JSON schemas for a run event and for each facet that is sent, in the versions that
 * the facets name (openlineage.io/spec): keys, required keys, types and formats. Stricter than the schemas, it refuses
 * keys that they do not name.
 */
const uri = z.string().regex(/^[a-z][a-z0-9+.-]*:\S+$/i)
const dateTime = z.iso.datetime({ offset: true })
const whole = z.number().int().nonnegative()
const text = z.string()
const name = z.string().min(1)

const facet = <Shape extends z.ZodRawShape>(kind: string, version: string, shape: Shape) =>
  z.strictObject({
    _producer: uri,
    _schemaURL: z.literal(`https://openlineage.io/spec/facets/${version}/${kind}.json#/$defs/${kind}`),
    ...shape,
  })

const reference = { run: z.strictObject({ runId: z.guid() }), job: z.strictObject({ namespace: name, name }) }
const runFacets = z.strictObject({
  processing_engine: facet('ProcessingEngineRunFacet', '1-1-1', {
    version: text,
    name: text.optional(),
    openlineageAdapterVersion: text.optional(),
  }),
  nominalTime: facet('NominalTimeRunFacet', '1-0-1', {
    nominalStartTime: dateTime,
    nominalEndTime: dateTime.optional(),
  }).optional(),
  parent: facet('ParentRunFacet', '1-2-0', {
    ...reference,
    root: z.strictObject(reference).optional(),
  }).optional(),
  errorMessage: facet('ErrorMessageRunFacet', '1-0-1', {
    message: text,
    programmingLanguage: text,
    stackTrace: text.optional(),
  }).optional(),
})

const jobFacets = z.strictObject({
  jobType: facet('JobTypeJobFacet', '2-0-4', {
    processingType: z.enum(['BATCH', 'STREAMING', 'SERVICE']),
    integration: text,
    jobType: text.optional(),
  }),
  documentation: facet('DocumentationJobFacet', '1-1-0', { description: text }).optional(),
  ownership: facet('OwnershipJobFacet', '1-0-1', {
    owners: z.array(z.strictObject({ name: text, type: text.optional() })),
  }).optional(),
  tags: facet('TagsJobFacet', '1-0-0', {
    tags: z.array(z.strictObject({ key: text, value: text, source: text.optional() })),
  }).optional(),
})

const inputField = z.strictObject({
  ...{ namespace: text, name: text, field: text },
  transformations: z
    .array(z.strictObject({ type: z.enum(['DIRECT', 'INDIRECT']), subtype: text.optional() }))
    .optional(),
})
const datasetFacets = z.strictObject({
  dataSource: facet('DatasourceDatasetFacet', '1-0-1', { name: text, uri: uri.optional() }),
  datasetType: facet('DatasetTypeDatasetFacet', '1-0-1', { datasetType: text }),
  schema: facet('SchemaDatasetFacet', '1-2-0', {
    fields: z.array(z.strictObject({ name: text, type: text.optional() })),
  }).optional(),
  columnLineage: facet('ColumnLineageDatasetFacet', '1-2-0', {
    fields: z.record(text, z.strictObject({ inputFields: z.array(inputField) })),
  }).optional(),
})
const dataset = { namespace: name, name, facets: datasetFacets }

const runEvent = z.strictObject({
  eventType: z.enum(['START', 'RUNNING', 'COMPLETE', 'ABORT', 'FAIL']),
  eventTime: dateTime,
  run: z.strictObject({ runId: z.guid(), facets: runFacets }),
  job: z.strictObject({ namespace: name, name, facets: jobFacets }),
  inputs: z.array(z.strictObject({ ...dataset, inputFacets: z.strictObject({}) })),
  outputs: z.array(
    z.strictObject({
      ...dataset,
      outputFacets: z.strictObject({
        outputStatistics: facet('OutputStatisticsOutputDatasetFacet', '1-0-2', {
          rowCount: whole.optional(),
          size: whole.optional(),
          fileCount: whole.optional(),
        }).optional(),
      }),
    }),
  ),
  producer: uri,
  schemaURL: z.literal('https://openlineage.io/spec/2-0-2/OpenLineage.json#/$defs/RunEvent'),
})

const schemas = schemasFolder === undefined ? null : readSchemas(schemasFolder)

/**
 * Violations in a run event, by path, also by the schemas themselves if they are available; empty when there are none.
 */
export const problemsOf = (event: unknown): string[] => [
  ...(runEvent.safeParse(event).error?.issues ?? []).map(
    ({ path, message }) => `${path.join('.')}: ${message}`,
  ),
  ...(schemas?.problemsOf(event) ?? []),
]
