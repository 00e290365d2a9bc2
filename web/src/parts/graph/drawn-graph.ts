import { MarkerType } from '@xyflow/react'

import type { GraphEdge, GraphNode, Position } from './graph.ts'
import type { DrawnEdge } from './graph-edge.tsx'
import { handlesOf, type DrawnNode } from './graph-node.tsx'

interface NodeOptions {
  draw: DrawnNode['data']['draw']
  selected: string | null
  /** The nodes that stand out together; null for all. */
  related: ReadonlySet<string> | null
  /** The only node in the tab order. */
  entry: string | null
  /** The element that describes the keys. */
  helpId: string
  isEditable: boolean
}

/** Converts the nodes that have a position. */
export function drawnNodes(
  nodes: readonly GraphNode[],
  edges: readonly GraphEdge[],
  positions: ReadonlyMap<string, Position>,
  { draw, selected, related, entry, helpId, isEditable }: NodeOptions,
): DrawnNode[] {
  return nodes.flatMap((node): DrawnNode | [] => {
    const position = positions.get(node.id)
    if (position === undefined) return []
    const isSelected = node.id === selected
    const ends = {
      in: isEditable || edges.some(({ target }) => target === node.id),
      out: isEditable || edges.some(({ source }) => source === node.id),
    }
    return {
      id: node.id,
      type: 'drawn',
      position,
      width: node.width,
      height: node.height,
      handles: handlesOf(node, ends),
      focusable: node.id === entry,
      ...(node.speaksDrawing === true ? {} : { ariaLabel: node.name }),
      ariaRole: 'button',
      domAttributes: { 'aria-pressed': isSelected, 'aria-describedby': helpId },
      data: {
        node,
        draw,
        look: {
          selected: isSelected,
          unrelated: node.unrelated === true || (related !== null && !related.has(node.id)),
        },
        connectable: isEditable,
        ends,
      },
    }
  })
}

/** Converts the lines. Those between nodes that are not related are faint. */
export const drawnEdges = (
  edges: readonly GraphEdge[],
  related: ReadonlySet<string> | null,
  selected: string | null,
): DrawnEdge[] =>
  edges.map((edge): DrawnEdge => {
    const isRelated = related === null || (related.has(edge.source) && related.has(edge.target))
    return {
      id: edge.id,
      source: edge.source,
      target: edge.target,
      type: 'drawn',
      focusable: false,
      selectable: false,
      markerEnd: { type: MarkerType.ArrowClosed, color: 'var(--line-strong)', width: 16, height: 16 },
      data: {
        label: edge.label ?? [],
        dashed: edge.dashed ?? false,
        running: edge.running ?? false,
        faint: !isRelated,
        strong:
          edge.marked === true ||
          (selected !== null && (edge.source === selected || edge.target === selected)),
      },
    }
  })

/** Keeps the measured sizes of nodes. Without them every line would vanish for a moment. */
export function withMeasures(nodes: readonly DrawnNode[], before: readonly DrawnNode[]): DrawnNode[] {
  const measures = new Map(before.map(({ id, measured }) => [id, measured]))
  return nodes.map((node) => {
    const measured = measures.get(node.id)
    return measured === undefined ? node : { ...node, measured }
  })
}
