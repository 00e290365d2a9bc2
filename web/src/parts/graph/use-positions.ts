import { useEffect, useMemo, useState } from 'react'

import type { GraphEdge, GraphNode, Position } from './graph.ts'

interface Layout {
  shape: string
  positions: ReadonlyMap<string, Position>
}

const NO_POSITIONS: ReadonlyMap<string, Position> = new Map()

/**
 * Returns the positions of the nodes: their own if all have one, otherwise laid out. The last layout stays
 * while a new one is computed, so that a growing graph does not go blank.
 */
export function usePositions(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  gap: number,
): { positions: ReadonlyMap<string, Position>; ready: boolean } {
  const allPositioned = nodes.every(({ position }) => position !== undefined)
  const shape = allPositioned
    ? ''
    : JSON.stringify([
        nodes.map(({ id, width, height }) => [id, width, height]),
        edges.map(({ source, target }) => [source, target]),
      ])
  const [layout, setLayout] = useState<Layout | null>(null)
  useEffect(() => {
    if (shape === '') return
    let isCurrent = true
    const computeLayout = async () => {
      const { layOut } = await import('./layout.ts')
      const positions = await layOut(nodes, edges, gap)
      if (isCurrent) setLayout({ shape, positions })
    }
    void computeLayout()
    return () => {
      isCurrent = false
    }
    // A layout depends only on the shape.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [shape])
  const ownPositions = useMemo(
    () =>
      new Map(nodes.flatMap(({ id, position }) => (position === undefined ? [] : [[id, position] as const]))),
    [nodes],
  )
  if (allPositioned) return { positions: ownPositions, ready: true }
  return { positions: layout?.positions ?? NO_POSITIONS, ready: layout?.shape === shape }
}
