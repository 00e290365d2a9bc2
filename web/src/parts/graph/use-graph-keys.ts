import { useReactFlow } from '@xyflow/react'
import { useMemo, useState, type FocusEvent, type KeyboardEvent, type RefObject } from 'react'
import { flushSync } from 'react-dom'

import { listOf, stepFrom, type GraphEdge, type GraphNode, type Position, type Step } from './graph.ts'

const STEPS: Partial<Record<string, Step>> = {
  ArrowRight: 'forward',
  ArrowLeft: 'back',
  ArrowUp: 'up',
  ArrowDown: 'down',
}

interface KeyOptions {
  container: RefObject<HTMLElement | null>
  nodes: readonly GraphNode[]
  edges: readonly GraphEdge[]
  positions: ReadonlyMap<string, Position>
  selected: string | null
  onSelect: (id: string | null) => void
}

/**
 * Navigates a graph with the keys. `entry` is the only node in the tab order: the one that has or last had the focus,
 * the selected one, or the first.
 */
export function useGraphKeys({ container, nodes, edges, positions, selected, onSelect }: KeyOptions) {
  const flow = useReactFlow()
  const [current, setCurrent] = useState<string | null>(null)
  const order = useMemo(() => listOf(nodes, edges), [nodes, edges])
  const entry =
    [current, selected].find((id) => nodes.some((node) => node.id === id)) ?? order[0]?.node.id ?? null

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
    const id = nodeOf(event.target)
    if (id === null) return
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

  // The node that has the focus stays the only one in the tab order.
  const onFocus = ({ target }: FocusEvent) => {
    const id = nodeOf(target)
    if (id !== null) setCurrent(id)
  }

  return { entry, setCurrent, onKeyDown, onFocus }
}

const nodeOf = (target: Element): string | null =>
  target.closest('.react-flow__node')?.getAttribute('data-id') ?? null
