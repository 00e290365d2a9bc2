import type { DatasetColumn } from '@flx/shared/lineage/lineage'
import type { ForeignEvent } from '@flx/shared/lineage/foreign'
import type { ExecutionStatus } from '@flx/shared/executions/execution-status'

import type { SeenDataset } from '../lineage-report.ts'
import { placeOf, toolOf, withoutSecrets } from './foreign-names.ts'

export type ForeignStatus = Extract<ExecutionStatus, 'running' | 'success' | 'failed' | 'cancelled'>
export type Place = Pick<SeenDataset, 'kind' | 'namespace' | 'name'>

/** Columns of one dataset that become columns of another; empty if only the datasets are known. */
export interface Link {
  from: Place
  to: Place
  columns: { from: string; to: string }[]
}

/** The datasets that a job reads and writes. */
export interface Movement {
  inputs: Place[]
  outputs: Place[]
  links: Link[]
}

/** An event in this product's terms, without secrets. */
export interface LineageEvent {
  /** Time of the event. */
  at: string
  job: { namespace: string; name: string; tool: string; parent: string | null } | null
  /** Null: the event describes the job or dataset itself. `moves`: data is being moved, or was moved. */
  run: { id: string; status: ForeignStatus | null; moves: boolean; error: string | null } | null
  moved: Movement
  /** Datasets with their columns and aliases, if the event includes them. */
  described: { place: Place; columns: DatasetColumn[]; aliases: Place[] }[]
  tool: string
}

type ForeignDataset = NonNullable<ForeignEvent['dataset']>
const STATUSES: Record<NonNullable<ForeignEvent['eventType']>, ForeignStatus | null> = {
  ...{ START: 'running', RUNNING: 'running', COMPLETE: 'success', FAIL: 'failed', ABORT: 'cancelled' },
  OTHER: null,
}
const MAX_ERROR = 2000
const MAX_COLUMNS = 1000
const MAX_NAME = 1000

/** Reads an event. */
export function readLineageEvent(event: ForeignEvent): LineageEvent {
  const { run, job, eventType, producer } = event
  const tool = toolOf(job?.facets?.jobType?.integration, producer)
  const inputs = (event.inputs ?? []).map(placeIn)
  const outputs = (event.outputs ?? []).map(placeIn)
  const links = (event.outputs ?? []).flatMap(linksInto)
  const parent = run?.facets?.parent?.job
  const error = run?.facets?.errorMessage?.message
  return {
    at: new Date(event.eventTime).toISOString(),
    tool,
    job:
      job === undefined
        ? null
        : {
            namespace: short(withoutSecrets(job.namespace)),
            name: short(withoutSecrets(job.name)),
            tool,
            parent: parent === undefined ? null : short(withoutSecrets(parent.name)),
          },
    run:
      run === undefined
        ? null
        : {
            id: run.runId.toLowerCase(),
            status: eventType === undefined ? null : STATUSES[eventType],
            moves: eventType === 'RUNNING' || eventType === 'COMPLETE',
            error:
              error === undefined ? null : withoutSecrets(error.slice(0, 10 * MAX_ERROR)).slice(0, MAX_ERROR),
          },
    moved: { inputs: unique([...inputs, ...links.map(({ from }) => from)]), outputs: unique(outputs), links },
    described: [
      ...(event.inputs ?? []),
      ...(event.outputs ?? []),
      ...(event.dataset === undefined ? [] : [event.dataset]),
    ].map((dataset) => ({
      place: placeIn(dataset),
      columns: columnsOf(dataset),
      aliases: aliasesOf(dataset),
    })),
  }
}

const short = (text: string): string => text.slice(0, MAX_NAME)

const placeIn = (dataset: ForeignDataset): Place => placeOf(dataset, dataset.facets?.datasetType?.datasetType)

/** Lists the dataset's other names, such as a path of files and the table of a catalogue. */
const aliasesOf = (dataset: ForeignDataset): Place[] =>
  unique(
    (dataset.facets?.symlinks?.identifiers ?? []).map(({ namespace, name, type }) =>
      placeOf({ namespace, name }, type ?? undefined),
    ),
  ).filter((alias) => keyOf(alias) !== keyOf(placeIn(dataset)))

const columnsOf = ({ facets }: ForeignDataset): DatasetColumn[] =>
  (facets?.schema?.fields ?? []).slice(0, MAX_COLUMNS).map(({ name, type }) => ({
    name: withoutSecrets(name),
    type: type === undefined || type === null ? null : withoutSecrets(type),
  }))

/** Whether an origin contributes values. One that only determines the rows, such as a filter, does not. */
const isDirect = ({ transformations = [] }: Origin): boolean =>
  transformations.length === 0 || transformations.some(({ type }) => type.toUpperCase() !== 'INDIRECT')
type Origin = NonNullable<
  NonNullable<NonNullable<ForeignDataset['facets']>['columnLineage']>['dataset']
>[number]

/** Lists the datasets and columns from which a dataset is made, if the event includes them. */
function linksInto(dataset: ForeignDataset): Link[] {
  const lineage = dataset.facets?.columnLineage
  if (lineage === undefined) return []
  const to = placeIn(dataset)
  const links = new Map<string, Link>()
  const linkFrom = (origin: Origin): Link => {
    const from = placeOf(origin)
    const link = links.get(keyOf(from)) ?? { from, to, columns: [] }
    links.set(keyOf(from), link)
    return link
  }
  for (const [column, { inputFields }] of Object.entries(lineage.fields ?? {})) {
    for (const origin of inputFields) {
      const { columns } = linkFrom(origin)
      if (!isDirect(origin) || columns.length >= MAX_COLUMNS) continue
      columns.push({ from: withoutSecrets(origin.field), to: withoutSecrets(column) })
    }
  }
  for (const origin of lineage.dataset ?? []) linkFrom(origin)
  return [...links.values()]
}

/** Returns a key that is equal for equal places. */
export const keyOf = ({ kind, namespace, name }: Place): string =>
  JSON.stringify([namespace, kind === 'table' ? name.toLowerCase() : name])

export const unique = (places: readonly Place[]): Place[] => [
  ...new Map(places.map((place) => [keyOf(place), place])).values(),
]
