import { Handle, Position as Side, type Node, type NodeHandle, type NodeProps } from '@xyflow/react'
import { memo, type ReactNode } from 'react'

import type { GraphNode } from './graph.ts'

/** The current look of a node. */
export interface NodeLook {
  selected: boolean
  /** Another node is selected, and no line leads from here to it. */
  unrelated: boolean
}

export type DrawnNode = Node<
  {
    node: GraphNode
    look: NodeLook
    draw: (node: GraphNode, look: NodeLook) => ReactNode
    connectable: boolean
    /** The sides where lines end. */
    ends: { in: boolean; out: boolean }
  },
  'drawn'
>

/** Width and height of a handle, as in graph.css. */
const HANDLE = 10

/**
 * Returns the positions of the handles, so that lines are drawn with the nodes and not only after these were
 * measured.
 */
export function handlesOf(
  { width, height }: Pick<GraphNode, 'width' | 'height'>,
  ends: DrawnNode['data']['ends'],
): NodeHandle[] {
  const handleAt = (type: NodeHandle['type'], position: Side, x: number): NodeHandle => ({
    ...{ type, position, x: x - HANDLE / 2, y: (height - HANDLE) / 2, width: HANDLE, height: HANDLE },
  })
  return [
    ...(ends.in ? [handleAt('target', Side.Left, 0)] : []),
    ...(ends.out ? [handleAt('source', Side.Right, width)] : []),
  ]
}

/** The frame of a node. The caller draws the content. */
export const GraphNodeView = memo(({ data }: NodeProps<DrawnNode>) => {
  const { node, look, draw, connectable, ends } = data
  return (
    <>
      {ends.in && <Handle type="target" position={Side.Left} isConnectable={connectable} />}
      {draw(node, look)}
      {ends.out && <Handle type="source" position={Side.Right} isConnectable={connectable} />}
    </>
  )
})
