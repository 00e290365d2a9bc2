import ELK, { type ELK as Elk, type ElkNode } from 'elkjs/lib/elk-api.js'
// An unmodified separate file: the worker is loaded from this server only.
import workerFile from 'elkjs/lib/elk-worker.min.js?url'

import type { GraphEdge, GraphNode, Position } from './graph.ts'

let worker: Elk | null = null
/** Returns the page's only layout worker, started when first needed. */
const elk = (): Elk => (worker ??= new ELK({ workerUrl: workerFile }))

/**
 * Starts the worker while the data of a graph is still loading, because its code is slowest at the first
 * layout.
 */
export async function warmUp(): Promise<void> {
  if (worker !== null) return
  const [a, b] = ['a', 'b'].map((id): GraphNode => ({ id, name: id, width: 1, height: 1, data: null }))
  if (a === undefined || b === undefined) return
  await layOut([a, b], [{ id: 'ab', source: a.id, target: b.id }], 1)
}

/**
 * Computes positions for the nodes, from left to right along the edges. Runs in a worker so that the page
 * stays responsive.
 */
export async function layOut(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  gap: number,
): Promise<Map<string, Position>> {
  const ids = new Set(nodes.map(({ id }) => id))
  const root: ElkNode = {
    id: 'root',
    layoutOptions: {
      'elk.algorithm': 'layered',
      'elk.direction': 'RIGHT',
      'elk.spacing.nodeNode': '28',
      'elk.spacing.componentComponent': '40',
      'elk.layered.spacing.nodeNodeBetweenLayers': String(gap),
      'elk.layered.nodePlacement.strategy': 'BRANDES_KOEPF',
      'elk.layered.nodePlacement.bk.fixedAlignment': 'BALANCED',
      'elk.layered.considerModelOrder.strategy': 'NODES_AND_EDGES',
    },
    children: nodes.map(({ id, width, height }) => ({ id, width, height })),
    edges: edges
      .filter(({ source, target }) => ids.has(source) && ids.has(target) && source !== target)
      .map(({ id, source, target }) => ({ id, sources: [source], targets: [target] })),
  }
  const laidOut = await elk().layout(root)
  return new Map((laidOut.children ?? []).map(({ id, x = 0, y = 0 }) => [id, { x, y }]))
}
