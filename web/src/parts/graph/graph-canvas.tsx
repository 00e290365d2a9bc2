import './graph.css'

import {
  applyNodeChanges,
  Background,
  MarkerType,
  ReactFlow,
  ReactFlowProvider,
  useReactFlow,
  type NodeChange,
} from '@xyflow/react'
import { useEffect, useId, useMemo, useRef, useState, type KeyboardEvent, type ReactNode } from 'react'
import { flushSync } from 'react-dom'

import {
  listOf,
  relatedTo,
  stepFrom,
  viewCenter,
  type GraphEdge,
  type GraphNode,
  type Position,
  type Step,
} from './graph.ts'
import { GraphEdgeView, type DrawnEdge } from './graph-edge.tsx'
import { GraphNodeView, handlesOf, type DrawnNode, type NodeLook } from './graph-node.tsx'
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
const STEPS: Partial<Record<string, Step>> = {
  ArrowRight: 'forward',
  ArrowLeft: 'back',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

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
  const [current, setCurrent] = useState<string | null>(null)
  const order = useMemo(() => listOf(nodes, edges), [nodes, edges])
  const entry =
    [current, selected].find((id) => nodes.some((node) => node.id === id)) ?? order[0]?.node.id ?? null
  const related = useMemo(() => (selected === null ? null : relatedTo(selected, edges)), [selected, edges])

  const laidOutNodes = useMemo(
    () =>
      nodes.flatMap((node): DrawnNode | [] => {
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
      }),
    [nodes, edges, positions, selected, entry, helpId, draw, related, isEditable],
  )
  // While a node is dragged, the graph is ahead of the document.
  const [drawn, setDrawn] = useState({ of: laidOutNodes, nodes: laidOutNodes })
  if (drawn.of !== laidOutNodes)
    setDrawn({ of: laidOutNodes, nodes: withMeasures(laidOutNodes, drawn.nodes) })

  const lines = useMemo(
    () =>
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
      }),
    [edges, related, selected],
  )

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

  const focus = (id: string) => {
    flushSync(() => setCurrent(id))
    const element = container.current?.querySelector<HTMLElement>(
      `.react-flow__node[data-id="${CSS.escape(id)}"]`,
    )
    element?.focus({ preventScroll: true })
    const view = container.current?.getBoundingClientRect()
    const rect = element?.getBoundingClientRect()
    if (view === undefined || rect === undefined) return
    const isOutside =
      rect.left < view.left || rect.right > view.right || rect.top < view.top || rect.bottom > view.bottom
    const position = positions.get(id)
    const node = nodes.find((candidate) => candidate.id === id)
    if (isOutside && position !== undefined && node !== undefined) {
      void flow.setCenter(position.x + node.width / 2, position.y + node.height / 2, { zoom: flow.getZoom() })
    }
  }

  const onKeyDown = (event: KeyboardEvent) => {
    if (!(event.target instanceof HTMLElement) || event.altKey || event.ctrlKey || event.metaKey) return
    const id = event.target.closest('.react-flow__node')?.getAttribute('data-id')
    if (id === null || id === undefined) return
    const step = STEPS[event.key]
    if (step !== undefined && !event.shiftKey) {
      event.preventDefault()
      const next = stepFrom(id, step, edges, positions)
      if (next !== null) focus(next)
    } else if (event.key === 'Home' || event.key === 'End') {
      event.preventDefault()
      const end = order.at(event.key === 'Home' ? 0 : -1)
      if (end !== undefined) focus(end.node.id)
    } else if (event.key === 'Enter' || event.key === ' ') {
      event.preventDefault()
      onSelect(id)
    } else if (event.key === 'Escape' && selected !== null) {
      event.preventDefault()
      onSelect(null)
    }
  }

  return (
    // The keys belong to the nodes inside, which are buttons.
    // oxlint-disable-next-line jsx-a11y/no-noninteractive-element-interactions
    <section
      ref={container}
      aria-label={label}
      className="flx-graph relative h-full min-h-0"
      onKeyDown={onKeyDown}
      // The node that has the focus stays the only one in the tab order.
      onFocus={({ target }) => {
        const id = target.closest('.react-flow__node')?.getAttribute('data-id')
        if (id !== null && id !== undefined) setCurrent(id)
      }}
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

/** Keeps the measured sizes of nodes. Without them every line would vanish for a moment. */
function withMeasures(nodes: readonly DrawnNode[], before: readonly DrawnNode[]): DrawnNode[] {
  const measures = new Map(before.map(({ id, measured }) => [id, measured]))
  return nodes.map((node) => {
    const measured = measures.get(node.id)
    return measured === undefined ? node : { ...node, measured }
  })
}
