import './graph.css'

import {
  applyNodeChanges,
  Background,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type NodeChange,
} from '@xyflow/react'
import { useEffect, useId, useMemo, useRef, useState, type ReactNode } from 'react'

import { drawnEdges, drawnNodes, withMeasures } from './drawn-graph.ts'
import { relatedTo, viewCenter, type GraphEdge, type GraphNode, type Position } from './graph.ts'
import { GraphEdgeView, type DrawnEdge } from './graph-edge.tsx'
import { GraphNodeView, type DrawnNode, type NodeLook } from './graph-node.tsx'
import { useGraphKeys } from './use-graph-keys.ts'
import { usePositions } from './use-positions.ts'
import { FIT, Overview, ViewControls } from './view-controls.tsx'
import { graphWords as words } from './words.ts'

/** The edit operations of an editable graph. Without them the graph is read-only. */
interface GraphEditing {
  /** Describes the keys in addition to those of every graph. */
  keys: string
  connect: (source: string, target: string) => void
  /** Returns why a line cannot be drawn, or null if it can. */
  refusal: (source: string, target: string) => string | null
  /** A line was released over a node that refuses it. */
  onRefused: (reason: string) => void
  move: (id: string, position: Position) => void
  /** Something from outside was dropped on the graph. */
  drop: (data: DataTransfer, position: Position) => void
}

export interface GraphCanvasProps {
  /** Accessible name of the graph. */
  label: string
  nodes: readonly GraphNode[]
  edges: readonly GraphEdge[]
  /**
   * Renders a node inside its frame. It must contain nothing focusable, because the node itself is the
   * button.
   */
  draw: (node: GraphNode, look: NodeLook) => ReactNode
  selected: string | null
  onSelect: (id: string | null) => void
  editing?: GraphEditing
  /** Adds a minimap. On by default from a dozen nodes. */
  overview?: boolean
  /** The space between a node and the next one along a line. Lines with text need more. */
  gap?: number
  /** Text or controls on top of the graph. */
  children?: ReactNode
}

const NODE_TYPES = { drawn: GraphNodeView }
const EDGE_TYPES = { drawn: GraphEdgeView }
/**
 * The smallest zoom at which text is easy to read. A graph that would be smaller starts at its selected node, or at its
 * upper left, instead of showing everything. Scrolling moves it. An editable one is smaller, because lines are drawn from
 * one end to the other.
 */
const READABLE = { shown: 0.8, edited: 0.6 }
/** A graph of nodes and lines, moved and zoomed with the pointer and navigated with the arrow keys. */
export default function GraphCanvas(props: GraphCanvasProps) {
  return (
    <ReactFlowProvider>
      <Canvas {...props} />
    </ReactFlowProvider>
  )
}

function Canvas({
  label,
  nodes,
  edges,
  draw,
  selected,
  onSelect,
  editing,
  overview = nodes.length >= 12,
  gap = 112,
  children,
}: GraphCanvasProps) {
  const flow = useReactFlow<DrawnNode, DrawnEdge>()
  const container = useRef<HTMLElement>(null)
  const helpId = useId()
  const isEditable = editing !== undefined
  const { positions, ready } = usePositions(nodes, edges, gap)
  const { entry, setCurrent, onKeyDown, onFocus } = useGraphKeys({
    container,
    nodes,
    edges,
    positions,
    selected,
    onSelect,
  })
  const related = useMemo(() => (selected === null ? null : relatedTo(selected, edges)), [selected, edges])

  const laidOutNodes = useMemo(
    () => drawnNodes(nodes, edges, positions, { draw, selected, related, entry, helpId, isEditable }),
    [nodes, edges, positions, selected, entry, helpId, draw, related, isEditable],
  )
  // While a node is dragged, the graph is ahead of the document.
  const [drawn, setDrawn] = useState({ of: laidOutNodes, nodes: laidOutNodes })
  if (drawn.of !== laidOutNodes)
    setDrawn({ of: laidOutNodes, nodes: withMeasures(laidOutNodes, drawn.nodes) })

  const lines = useMemo(() => drawnEdges(edges, related, selected), [edges, related, selected])

  // Bring added nodes into view.
  const count = nodes.length
  const previousCount = useRef(count)
  useEffect(() => {
    if (isEditable && count > previousCount.current) void flow.fitView(FIT)
    previousCount.current = count
  }, [count, isEditable, flow])

  const zoomToReadable = () => {
    const readable = isEditable ? READABLE.edited : READABLE.shown
    const view = container.current?.getBoundingClientRect()
    if (view === undefined || flow.getZoom() >= readable) return
    const { x, y, width, height } = flow.getNodesBounds(flow.getNodes())
    const position = (selected === null ? undefined : positions.get(selected)) ?? { x, y }
    void flow.setCenter(
      viewCenter(position.x, x, width, view.width / readable),
      viewCenter(position.y, y, height, view.height / readable),
      { zoom: readable },
    )
  }

  return (
    // The keys belong to the nodes inside, which are buttons.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      ref={container}
      aria-label={label}
      className="flx-graph relative h-full min-h-0"
      onKeyDown={onKeyDown}
      onFocus={onFocus}
    >
      <p id={helpId} className="sr-only">
        {words.keys} {editing?.keys}
      </p>
      {!ready && positions.size === 0 && (
        <output className="absolute inset-0 flex items-center justify-center text-sm text-text-soft">
          {words.placing}
        </output>
      )}
      {positions.size > 0 && (
        <ReactFlow<DrawnNode, DrawnEdge>
          nodes={drawn.nodes}
          edges={lines}
          nodeTypes={NODE_TYPES}
          edgeTypes={EDGE_TYPES}
          onNodesChange={(changes: NodeChange<DrawnNode>[]) =>
            setDrawn(({ of, nodes: before }) => ({ of, nodes: applyNodeChanges(changes, before) }))
          }
          onNodeClick={(_event, node) => {
            setCurrent(node.id)
            onSelect(node.id)
          }}
          onPaneClick={() => onSelect(null)}
          onNodeDragStop={(_event, node) => editing?.move(node.id, node.position)}
          isValidConnection={({ source, target }) => editing?.refusal(source, target) === null}
          onConnect={({ source, target }) => editing?.connect(source, target)}
          onConnectEnd={(_event, { fromNode, toNode, fromHandle, isValid }) => {
            if (editing === undefined || isValid === true || fromNode === null || toNode === null) return
            const [source, target] =
              fromHandle?.type === 'target' ? [toNode.id, fromNode.id] : [fromNode.id, toNode.id]
            const reason = editing.refusal(source, target)
            if (reason !== null) editing.onRefused(reason)
          }}
          onDragOver={(event) => isEditable && event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault()
            editing?.drop(
              event.dataTransfer,
              flow.screenToFlowPosition({ x: event.clientX, y: event.clientY }),
            )
          }}
          nodesDraggable={isEditable}
          nodesConnectable={isEditable}
          elementsSelectable={false}
          edgesFocusable={false}
          disableKeyboardA11y
          deleteKeyCode={null}
          selectionKeyCode={null}
          multiSelectionKeyCode={null}
          onlyRenderVisibleElements={nodes.length > 150}
          // As any page does. With Ctrl or a pinch it zooms.
          panOnScroll
          panOnScrollSpeed={1}
          minZoom={0.1}
          maxZoom={2}
          fitView
          fitViewOptions={FIT}
          // The graph fits into the view only once its nodes are measured, which can be later.
          onInit={() => void flow.fitView(FIT).then(zoomToReadable)}
          proOptions={{ hideAttribution: true }}
        >
          <Background gap={20} size={1} />
          <ViewControls />
          {overview && <Overview />}
        </ReactFlow>
      )}
      {children}
    </section>
  )
}
