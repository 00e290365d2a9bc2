import { Handle, Position as Side, type Node, type NodeProps } from '@xyflow/react'
import { memo, type ReactNode } from 'react'

import type { GraphNode } from './graph.ts'

/** How a node is drawn at this moment. */
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
    /** Which ends of lines it has. */
    ends: { in: boolean; out: boolean }
  },
  'drawn'
>

/** The frame of a node; what it says is the caller's drawing. */
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
