import { clsx } from 'clsx'
import { CircleAlert } from 'lucide-react'

import { listOf, type GraphEdge, type GraphNode } from '#web/parts/graph/graph.ts'

import { STEP_ICONS, type ShownStep } from './step-view.tsx'
import { drawingWords as words, stepWords } from './words.ts'

/** The steps as a list in their order, with what passes on to the next. */
export function StepList({
  nodes,
  edges,
  selected,
  onSelect,
}: {
  nodes: readonly GraphNode<ShownStep>[]
  edges: readonly GraphEdge[]
  selected: string | null
  onSelect: (id: string) => void
}) {
  return (
    <ol aria-label={words.list} className="space-y-1.5">
      {listOf(nodes, edges).map(({ node: { id, data: step }, after }) => {
        const Icon = STEP_ICONS[step.kind]
        const label = edges.find(({ source, label = [] }) => source === id && label.length > 0)?.label ?? []
        return (
          <li key={id}>
            <button
              type="button"
              aria-pressed={id === selected}
              onClick={() => onSelect(id)}
              className={clsx(
                'touch flex w-full flex-wrap items-center gap-x-3 gap-y-0.5 rounded-md border px-3 py-2 text-left text-sm',
                id === selected ? 'border-accent bg-accent-soft' : 'border-line bg-surface hover:bg-hover',
              )}
            >
              <Icon aria-hidden className="size-4 shrink-0 text-text-soft" />
              <span className="text-text-soft">{stepWords[step.kind]}</span>
              <span className={clsx('font-medium', step.checked && 'font-mono text-xs')}>
                {step.name} {step.command}
              </span>
              <span className="text-text-soft">{step.detail}</span>
              {step.problems > 0 && (
                <span className="inline-flex items-center gap-1 text-danger">
                  <CircleAlert aria-hidden className="size-4" />
                  {words.problems(step.problems)}
                </span>
              )}
              {after.length > 0 && <span className="sr-only">{words.leadsTo(after.join(', '))}</span>}
              {label.length > 0 && (
                <span className="tabular ml-auto text-xs text-text-faint">{label.join(', ')}</span>
              )}
            </button>
          </li>
        )
      })}
    </ol>
  )
}
