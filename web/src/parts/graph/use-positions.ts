import { useEffect, useMemo, useState } from 'react'

import type { GraphEdge, GraphNode, Position } from './graph.ts'

interface Places {
  shape: string
  positions: ReadonlyMap<string, Position>
}

const NOWHERE: ReadonlyMap<string, Position> = new Map()

/**
 * Returns the positions of the nodes: their own if all have one, otherwise laid out. The last layout stays
 * while a new one is computed, so that a growing graph does not go blank.
 */
export function usePositions(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  gap: number,
): { positions: ReadonlyMap<string, Position>; ready: boolean } {
  const own = nodes.every(({ position }) => position !== undefined)
  const shape = own
    ? ''
    : JSON.stringify([
        nodes.map(({ id, width, height }) => [id, width, height]),
        edges.map(({ source, target }) => [source, target]),
      ])
  const [laid, setLaid] = useState<Places | null>(null)
  useEffect(() => {
    if (shape === '') return
    let wanted = true
    const place = async () => {
      const { layOut } = await import('./layout.ts')
      const positions = await layOut(nodes, edges, gap)
      if (wanted) setLaid({ shape, positions })
    }
    void place()
    return () => {
      wanted = false
    }
    // A layout depends only on the shape.
    // oxlint-disable-next-line react-hooks/exhaustive-deps
  }, [shape])
  const given = useMemo(
    () =>
      new Map(nodes.flatMap(({ id, position }) => (position === undefined ? [] : [[id, position] as const]))),
    [nodes],
  )
  if (own) return { positions: given, ready: true }
  return { positions: laid?.positions ?? NOWHERE, ready: laid?.shape === shape }
}
