import type { Flow, FlowPipeline } from '@flx/shared/pipelines/flows'

import type { GraphEdge, GraphNode } from '#web/parts/graph/graph.ts'

const WIDTH = 208
const HEIGHT = 60

/** Returns chains as nodes and lines. A line is live while the pipeline it leads to is running. */
export function flowGraph(flows: readonly Flow[]): { nodes: GraphNode<FlowPipeline>[]; edges: GraphEdge[] } {
  const pipelines = flows.flatMap((flow) => flow.pipelines)
  const shownIds = new Set(pipelines.map(({ id }) => id))
  return {
    nodes: pipelines.map((pipeline) => ({
      ...{ id: pipeline.id, name: pipeline.name, speaksDrawing: true },
      ...{ width: WIDTH, height: HEIGHT, data: pipeline },
    })),
    edges: pipelines.flatMap(({ id, after, status }): GraphEdge[] =>
      after === null || !shownIds.has(after)
        ? []
        : [
            {
              ...{ id: `${after} > ${id}`, source: after, target: id },
              running: status === 'running' || status === 'pending',
            },
          ],
    ),
  }
}

/** The most pipelines in one graph. More would not be visible. */
const MAX_IN_GRAPH = 300

/** Returns the first chains, as many as fit in one graph. */
export function fitInOneGraph(flows: readonly Flow[]): Flow[] {
  let count = 0
  return flows.filter(({ pipelines }, index) => {
    count += pipelines.length
    return index === 0 || count <= MAX_IN_GRAPH
  })
}

/**
 * Returns the pipelines of a chain with their distance from the start, each directly after the one it
 * follows.
 */
export function flowRows({ pipelines }: Flow): { pipeline: FlowPipeline; depth: number }[] {
  const shownIds = new Set(pipelines.map(({ id }) => id))
  const following = Map.groupBy(pipelines, ({ after }) =>
    after !== null && shownIds.has(after) ? after : null,
  )
  const rows: { pipeline: FlowPipeline; depth: number }[] = []
  const addFollowers = (after: string | null, depth: number): void => {
    for (const pipeline of following.get(after) ?? []) {
      rows.push({ pipeline, depth })
      addFollowers(pipeline.id, depth + 1)
    }
  }
  addFollowers(null, 0)
  return rows
}
