/** A node of a graph. `name` is its drawing in words. */
export interface GraphNode<Data = unknown> {
  id: string
  name: string
  /** Screen readers read the text of the drawing, which must start with the name. */
  speaksDrawing?: boolean | undefined
  /** Filters exclude it: it is drawn faintly. */
  unrelated?: boolean | undefined
  width: number
  height: number
  data: Data
  /** Set only while it is dragged or placed by hand. Otherwise the layout decides. */
  position?: Position | undefined
}

/** A line from one node to another. */
export interface GraphEdge {
  id: string
  source: string
  target: string
  /** Short lines of text at its middle. */
  label?: readonly string[] | undefined
  /** Draws a dashed line for one of a different kind, such as an inferred line. */
  dashed?: boolean | undefined
  /** Drawn as if one of its ends were selected, to highlight a path. */
  marked?: boolean | undefined
  /** Data is passing along it now. */
  running?: boolean | undefined
}

export interface Position {
  x: number
  y: number
}

export type Step = 'forward' | 'back' | 'up' | 'down'

/** Returns everything before and after a node along the edges, including itself. */
export function relatedTo(id: string, edges: readonly GraphEdge[]): Set<string> {
  const found = new Set([id])
  for (const [from, to] of [
    ['source', 'target'],
    ['target', 'source'],
  ] as const) {
    const pending = [id]
    const seen = new Set(pending)
    for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
      for (const edge of edges) {
        if (edge[from] !== next || seen.has(edge[to])) continue
        seen.add(edge[to])
        pending.push(edge[to])
      }
    }
    for (const nodeId of seen) found.add(nodeId)
  }
  return found
}

/**
 * Returns the node that an arrow key leads to, or null: right and left follow an edge, up and down go to the
 * nearest node.
 */
export function stepFrom(
  id: string,
  step: Step,
  edges: readonly GraphEdge[],
  positions: ReadonlyMap<string, Position>,
): string | null {
  const here = positions.get(id)
  if (here === undefined) return null
  const distance = (otherId: string): number => {
    const { x, y } = positions.get(otherId) ?? here
    // Vertical steps stay in their column if possible.
    return step === 'up' || step === 'down'
      ? Math.abs(y - here.y) + 3 * Math.abs(x - here.x)
      : Math.abs(y - here.y)
  }
  const candidates =
    step === 'forward'
      ? edges.filter(({ source }) => source === id).map(({ target }) => target)
      : step === 'back'
        ? edges.filter(({ target }) => target === id).map(({ source }) => source)
        : [...positions].filter(([, { y }]) => (step === 'up' ? y < here.y : y > here.y)).map(([key]) => key)
  let nearest: string | null = null
  for (const candidate of candidates) {
    if (positions.has(candidate) && (nearest === null || distance(candidate) < distance(nearest)))
      nearest = candidate
  }
  return nearest
}

/** A line of the list that describes a graph. */
export interface ListedNode<Node extends GraphNode> {
  node: Node
  /** Names of the nodes before and after it. */
  before: string[]
  after: string[]
}

/**
 * Returns the nodes in the order of the edges, each after everything that leads to it. Nodes in a cycle come
 * last.
 */
export function listOf<Node extends GraphNode>(
  nodes: readonly Node[],
  edges: readonly GraphEdge[],
): ListedNode<Node>[] {
  const byId = new Map(nodes.map((node) => [node.id, node]))
  const sources = new Map<string, string[]>()
  const targets = new Map<string, string[]>()
  for (const { source, target } of edges) {
    if (!byId.has(source) || !byId.has(target)) continue
    targets.set(source, [...(targets.get(source) ?? []), target])
    sources.set(target, [...(sources.get(target) ?? []), source])
  }
  const inDegrees = new Map(nodes.map(({ id }) => [id, sources.get(id)?.length ?? 0]))
  const ready = nodes.filter(({ id }) => inDegrees.get(id) === 0).map(({ id }) => id)
  const order: string[] = []
  for (let index = 0; index < ready.length; index++) {
    const id = ready[index]
    if (id === undefined) break
    order.push(id)
    for (const target of targets.get(id) ?? []) {
      const inDegree = (inDegrees.get(target) ?? 0) - 1
      inDegrees.set(target, inDegree)
      if (inDegree === 0) ready.push(target)
    }
  }
  const listed = new Set(order)
  for (const { id } of nodes) if (!listed.has(id)) order.push(id)
  const names = (ids: readonly string[] = []) => ids.map((id) => byId.get(id)?.name ?? id)
  return order.flatMap((id): ListedNode<Node> | [] => {
    const node = byId.get(id)
    return node === undefined ? [] : { node, before: names(sources.get(id)), after: names(targets.get(id)) }
  })
}

/**
 * Returns the middle of a view along one axis that shows a point, with no more than a margin of empty space
 * beside the graph.
 */
export function viewCenter(point: number, start: number, length: number, visible: number): number {
  const room = visible * 0.84
  if (length <= room) return start + length / 2
  return Math.min(Math.max(point, start + room / 2), start + length - room / 2)
}
