import type { Execution } from '@flx/shared/executions/execution'
import { useMemo } from 'react'

import type { GraphEdge, GraphNode, Position } from '#web/parts/graph/graph.ts'
import { Graph } from '#web/parts/graph/lazy-graph.tsx'

import type { PipelineEditor } from '../../form/editor/use-pipeline-editor.ts'
import { RunNote } from '../run-note.tsx'
import { StepList } from '../step-list.tsx'
import { drawStep, type ShownStep } from '../step-view.tsx'
import { idOfMapper } from '../steps.ts'
import { readDragged } from './dragged-plugin.ts'
import { connectSteps, moveMapper } from './edit-steps.ts'
import type { useStepActions } from './use-step-actions.ts'
import { builderWords as words } from './words.ts'

/** The steps as a graph, or as a list on narrow screens. */
export function DrawingBoard({
  editor,
  nodes,
  edges,
  execution,
  actions,
  selected,
  asList,
  overview,
  onSelect,
}: {
  editor: PipelineEditor
  nodes: readonly GraphNode<ShownStep>[]
  edges: readonly GraphEdge[]
  execution: Execution | undefined
  actions: ReturnType<typeof useStepActions>
  selected: string | null
  asList: boolean
  /** Also shows a minimap. */
  overview: boolean
  onSelect: (step: string | null) => void
}) {
  const { draft, change, places, setPlaces } = editor
  const editing = useMemo(
    () => ({
      keys: words.keys,
      refusal: (source: string, target: string) => {
        const connection = connectSteps(draft, source, target)
        return 'refusal' in connection ? connection.refusal : null
      },
      onRefused: actions.refuse,
      connect: (source: string, target: string) => {
        const connection = connectSteps(draft, source, target)
        if ('changes' in connection && connection.changes !== null) change(connection.changes, null)
      },
      move: (id: string, position: Position) => {
        const index = idOfMapper(id) === null ? null : orderAt(id, position, draft.mappers, nodes)
        const changes = index === null ? null : moveMapper(draft, id, index)
        // Dragged past another mapper, it takes that mapper's turn, and its position is laid out.
        if (changes === null) setPlaces({ ...places, [id]: position })
        else change(changes, null)
      },
      drop: (data: DataTransfer, position: Position) => {
        const plugin = readDragged(data)
        if (plugin === null) return
        actions.add(
          plugin.kind,
          plugin.name,
          plugin.kind === 'mapper' ? (orderAt(null, position, draft.mappers, nodes) ?? undefined) : undefined,
        )
      },
    }),
    [draft, change, places, setPlaces, nodes, actions],
  )
  const isEmpty = nodes.length === 0
  const hint = (
    <div className="text-center">
      <p className="text-sm font-medium">{words.empty}</p>
      <p className="text-xs text-text-soft">{words.emptyHint}</p>
    </div>
  )
  if (asList) {
    return (
      <div className="p-3">
        {isEmpty ? hint : <StepList nodes={nodes} edges={edges} selected={selected} onSelect={onSelect} />}
      </div>
    )
  }
  const name = draft.name.trim() === '' ? words.newPipeline : draft.name
  return (
    <div className="relative min-h-0 grow">
      {isEmpty ? (
        // Nothing here is focusable yet. Keyboard users add plugins from the list.
        // oxlint-disable-next-line jsx-a11y/no-static-element-interactions
        <div
          className="flex h-full items-center justify-center bg-canvas"
          onDragOver={(event) => event.preventDefault()}
          onDrop={(event) => {
            event.preventDefault()
            editing.drop(event.dataTransfer, { x: 0, y: 0 })
          }}
        >
          {hint}
        </div>
      ) : (
        <Graph
          label={words.label(name)}
          nodes={nodes}
          edges={edges}
          draw={drawStep}
          selected={selected}
          onSelect={onSelect}
          editing={editing}
          overview={overview}
        >
          {editor.pipelineId !== undefined && <RunNote execution={execution} />}
        </Graph>
      )}
    </div>
  )
}

/**
 * Returns the index among the mappers for a position in the graph: rows from top to bottom, each from left to
 * right.
 */
function orderAt(
  step: string | null,
  { x, y }: Position,
  mappers: readonly { id: string }[],
  nodes: readonly GraphNode[],
): number | null {
  const others = mappers.filter(({ id }) => `mapper ${id}` !== step)
  if (others.length === 0) return null
  const earlier = others.filter(({ id }) => {
    const node = nodes.find((candidate) => candidate.id === `mapper ${id}`)
    if (node?.position === undefined) return true
    const isSameRow = Math.abs(node.position.y - y) < node.height
    return isSameRow ? node.position.x < x : node.position.y < y
  })
  return earlier.length
}
