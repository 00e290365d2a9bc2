import type { Dataset, Flow } from '@flx/shared/lineage/lineage'
import type { JsonObject } from '@flx/shared/json/json'
import type { StreamCount } from '@flx/shared/executions/execution'
import type { ExecutionChange } from '@flx/shared/live/live'
import type { RunEventType } from '@flx/shared/lineage/open-lineage'

import type { FacetMaker } from './facets.ts'

/** Most datasets per side; no graph shows more. */
const MAX_DATASETS = 200
/** Most columns described in one event, which bounds its size. */
const MAX_COLUMNS = 10_000

interface Facts {
  execution: ExecutionChange
  flows: readonly Flow[]
  datasets: readonly Dataset[]
}

/** Lists the datasets that a run reads and writes, as known at this moment. */
export function datasetsOf(
  { execution, flows, datasets }: Facts,
  type: RunEventType,
  facet: FacetMaker,
): { inputs: JsonObject[]; outputs: JsonObject[] } {
  const ended = type === 'COMPLETE' || type === 'FAIL' || type === 'ABORT'
  const movedFlows = ended ? flows.filter((flow) => hasMoved(flow, execution)) : flows
  const byId = new Map(datasets.map((dataset) => [dataset.id, dataset]))
  let columns = MAX_COLUMNS
  const reserve = (count: number): boolean => {
    if (count === 0 || count > columns) return false
    columns -= count
    return true
  }
  const facetsOf = (dataset: Dataset): JsonObject => ({
    dataSource: facet('DatasourceDatasetFacet', {
      name: dataset.namespace,
      ...(URL.canParse(dataset.namespace) && { uri: new URL(dataset.namespace).href }),
    }),
    datasetType: facet('DatasetTypeDatasetFacet', { datasetType: dataset.kind.toUpperCase() }),
    ...(reserve(dataset.columns.length) && {
      schema: facet('SchemaDatasetFacet', {
        fields: dataset.columns.map(({ name, type: kind }) => ({
          name,
          ...(kind !== null && { type: kind }),
        })),
      }),
    }),
  })
  const side = (end: 'from' | 'to'): Dataset[] =>
    [...new Set(movedFlows.map((flow) => flow[end]))]
      .slice(0, MAX_DATASETS)
      .flatMap((id) => byId.get(id) ?? [])

  const inputs = side('from').map((dataset): JsonObject => {
    const { namespace, name } = dataset
    return { namespace, name, facets: facetsOf(dataset), inputFacets: {} }
  })
  const outputs = side('to').map((dataset): JsonObject => {
    const { namespace, name } = dataset
    const incoming = movedFlows.filter(({ to }) => to === dataset.id)
    const fields = columnLineage(dataset, incoming, byId)
    const statistics = type === 'COMPLETE' ? statisticsOf(incoming, execution.streams) : null
    return {
      namespace,
      name,
      facets: {
        ...facetsOf(dataset),
        ...(reserve(Object.keys(fields).length) && {
          columnLineage: facet('ColumnLineageDatasetFacet', { fields }),
        }),
      },
      outputFacets:
        statistics === null
          ? {}
          : { outputStatistics: facet('OutputStatisticsOutputDatasetFacet', statistics) },
    }
  })
  return { inputs, outputs }
}

/** Whether this execution moved the data of a flow that an earlier one reported. */
function hasMoved({ step, stream }: Flow, { steps, streams }: ExecutionChange): boolean {
  if (step === 'transform') {
    return steps.some(({ kind, startedAt }) => kind === 'transform' && startedAt !== null)
  }
  return stream === null || streams.some((count) => count.stream === stream)
}

/** Counts rows as the loader reports them, else as it received them; bytes only if all data passed through the pipe. */
function statisticsOf(flows: readonly Flow[], streams: readonly StreamCount[]): JsonObject | null {
  const names = new Set(
    flows.flatMap(({ step, stream }) => (step === 'load' && stream !== null ? [stream] : [])),
  )
  const counted = streams.filter(({ stream }) => names.has(stream))
  if (counted.length === 0) return null
  const rows = counted.reduce((sum, { records, written }) => sum + (written ?? records), 0)
  const piped = counted.every(({ batches }) => batches === 0)
  return {
    rowCount: rows,
    ...(piped && { size: counted.reduce((sum, { bytes }) => sum + bytes, 0) }),
  }
}

/** Maps each column of a dataset to its known source columns. */
function columnLineage(
  dataset: Dataset,
  flows: readonly Flow[],
  byId: ReadonlyMap<string, Dataset>,
): JsonObject {
  const fields = new Map<string, JsonObject[]>()
  for (const flow of flows) {
    const source = byId.get(flow.from)
    if (source === undefined) continue
    const add = (from: string, to: string, computed = false): void => {
      const input: JsonObject = {
        ...{ namespace: source.namespace, name: source.name, field: from },
        transformations: [{ type: 'DIRECT', ...(!computed && { subtype: 'IDENTITY' }) }],
      }
      fields.set(to, [...(fields.get(to) ?? []), input])
    }
    for (const { from, to, computed } of flow.columns) add(from, to, computed)
    if (!flow.sameNames) continue
    const renamed = new Set(flow.columns.map(({ to }) => to))
    const sourceNames = new Set(source.columns.map(({ name }) => name))
    for (const { name } of dataset.columns) if (sourceNames.has(name) && !renamed.has(name)) add(name, name)
  }
  return Object.fromEntries([...fields].map(([name, inputFields]) => [name, { inputFields }]))
}
