import type { Flow, LineageDataset, LineagePipeline, Neighbourhood } from '@flx/shared/lineage/lineage'
import type { ColumnPath } from '@flx/shared/lineage/lineage-reach'

import type { GraphEdge, GraphNode } from '#web/parts/graph/graph.ts'

import type { Detail, LineageSearch } from '../lineage-search.ts'

/** A column shown in the node of its dataset. Followed columns are marked. */
export interface ShownColumn {
  name: string
  followed: boolean
}

export type LineageNode =
  | { kind: 'system'; namespace: string; reader: LineagePipeline | null }
  | {
      kind: 'dataset'
      dataset: LineageDataset
      writer: LineagePipeline | null
      /** For a dataset that no pipeline writes, the pipeline that reads it. */
      reader: LineagePipeline | null
      columns: ShownColumn[]
    }
  | { kind: 'pipeline'; pipeline: LineagePipeline; step: Flow['step'] | null }

const WIDTH = 208
const NODE_HEIGHT = 54
export const COLUMN_HEIGHT = 22

/** Merges several neighbourhoods. */
export function mergeNeighbourhoods(parts: readonly Neighbourhood[]): Neighbourhood | undefined {
  const [first, ...rest] = parts
  if (first === undefined || rest.length === 0) return first
  const byId = <Item extends { id: string }>(items: readonly Item[]): Item[] => [
    ...new Map(items.map((item) => [item.id, item])).values(),
  ]
  return {
    ...first,
    datasets: byId(parts.flatMap(({ datasets }) => datasets)),
    flows: byId(parts.flatMap(({ flows }) => flows)),
    pipelines: byId(parts.flatMap(({ pipelines }) => pipelines)),
    truncated: parts.some(({ truncated }) => truncated),
  }
}

/**
 * Returns the ids of the datasets that match the filters: of one system, and moved by a pipeline with the
 * tag. Null without a filter.
 */
export function matchingDatasets(
  { datasets, flows, pipelines }: Neighbourhood,
  { source, tag }: Pick<LineageSearch, 'source' | 'tag'>,
): ReadonlySet<string> | null {
  if (source === undefined && tag === undefined) return null
  const tagged = new Set(
    pipelines.flatMap(({ id, tags }) => (tag !== undefined && tags.includes(tag) ? [id] : [])),
  )
  const movedIds = new Set(
    flows.flatMap(({ pipelineId, from, to }) => (tagged.has(pipelineId) ? [from, to] : [])),
  )
  return new Set(
    datasets.flatMap(({ id, namespace }) =>
      (source === undefined || namespace === source) && (tag === undefined || movedIds.has(id)) ? [id] : [],
    ),
  )
}

/** Returns the short name of a dataset, without the folder of a file. */
export const shortName = ({ kind, name }: Pick<LineageDataset, 'kind' | 'name'>): string =>
  kind === 'file' ? (name.split('/').at(-1) ?? name) : name

/** Returns the nodes and lines of a neighbourhood. */
export function lineageGraph(
  around: Neighbourhood,
  detail: Detail,
  columnsOf: ReadonlyMap<string, readonly ShownColumn[]>,
  path: ColumnPath | undefined,
  matched: ReadonlySet<string> | null,
): { nodes: GraphNode<LineageNode>[]; edges: GraphEdge[] } {
  const pipelines = new Map(around.pipelines.map((pipeline) => [pipeline.id, pipeline]))
  const nodes: GraphNode<LineageNode>[] = []
  const edges = new Map<string, GraphEdge>()
  const addEdge = (edge: GraphEdge): void => {
    const existing = edges.get(edge.id)
    // An observed line is not made doubtful by an inferred one.
    if (existing === undefined || existing.dashed === true) edges.set(edge.id, edge)
  }
  const systems = new Set<string>()
  const readers = new Map(
    around.flows.map(({ from, pipelineId }) => [from, pipelines.get(pipelineId) ?? null]),
  )
  for (const dataset of around.datasets) {
    const columns = [...(columnsOf.get(dataset.id) ?? [])]
    const writer = pipelines.get(dataset.writers[0] ?? '') ?? null
    nodes.push({
      id: dataset.id,
      name: shortName(dataset),
      speaksDrawing: true,
      unrelated: matched !== null && !matched.has(dataset.id),
      width: WIDTH,
      height: NODE_HEIGHT + columns.length * COLUMN_HEIGHT,
      data: { kind: 'dataset', dataset, writer, reader: readers.get(dataset.id) ?? null, columns },
    })
    if (dataset.kind !== 'stream' || dataset.writers.length > 0) continue
    const system = `system:${dataset.namespace}`
    if (!systems.has(system)) {
      systems.add(system)
      const reader = readers.get(dataset.id) ?? null
      const data = { kind: 'system' as const, namespace: dataset.namespace, reader }
      nodes.push({
        id: system,
        name: dataset.namespace,
        speaksDrawing: true,
        unrelated:
          matched !== null &&
          !around.datasets.some(({ id, namespace }) => namespace === dataset.namespace && matched.has(id)),
        width: WIDTH,
        height: NODE_HEIGHT,
        data,
      })
    }
    addEdge({ id: `${system} ${dataset.id}`, source: system, target: dataset.id })
  }
  const links = Map.groupBy(path?.links ?? [], ({ from, to }) => `${from.dataset} ${to.dataset}`)
  for (const { from, to, pipelineId, step, certainty } of around.flows) {
    const dashed = certainty === 'inferred'
    const pipeline = pipelines.get(pipelineId)
    const running = pipeline?.status === 'running'
    if (detail !== 'pipelines' || pipeline === undefined) {
      const followed = links.get(`${from} ${to}`)
      const isGuess = dashed || followed?.some((link) => link.certainty === 'inferred') === true
      addEdge({
        id: `${from} ${to}`,
        source: from,
        target: to,
        dashed: isGuess,
        running,
        marked: followed !== undefined,
      })
      continue
    }
    const id = pipelineNode(pipelineId, step)
    if (!nodes.some((node) => node.id === id)) {
      const data = { kind: 'pipeline' as const, pipeline, step }
      nodes.push({ id, name: pipeline.name, speaksDrawing: true, width: WIDTH, height: NODE_HEIGHT, data })
    }
    addEdge({ id: `${from} ${id}`, source: from, target: id, dashed, running })
    addEdge({ id: `${id} ${to}`, source: id, target: to, dashed, running })
  }
  if (detail === 'pipelines') addFollowers(around.pipelines, nodes, addEdge)
  return { nodes, edges: [...edges.values()] }
}

const pipelineNode = (id: string, step: Flow['step']): string => `pipeline:${id}:${step}`

/** Adds lines between pipelines of the graph that start after one another. */
function addFollowers(
  pipelines: readonly LineagePipeline[],
  nodes: readonly GraphNode<LineageNode>[],
  addEdge: (edge: GraphEdge) => void,
): void {
  const nodesOf = (id: string) =>
    nodes.filter(({ data }) => data.kind === 'pipeline' && data.pipeline.id === id).map((node) => node.id)
  for (const { id, followers } of pipelines) {
    for (const follower of followers) {
      const [source, target] = [nodesOf(id).at(-1), nodesOf(follower.id)[0]]
      if (source === undefined || target === undefined) continue
      addEdge({ id: `${source} ${target}`, source, target, dashed: true })
    }
  }
}
