import {
  ArrowDownToLine,
  CircleAlert,
  CircleCheck,
  Database,
  FunctionSquare,
  Shuffle,
  Workflow,
  type LucideIcon,
} from 'lucide-react'

import type { GraphNode } from '#web/parts/graph/graph.ts'
import type { NodeLook } from '#web/parts/graph/graph-node.tsx'
import { NodeBox } from '#web/parts/graph/node-box.tsx'

import type { Step, StepKind } from './steps.ts'
import { drawingWords, stepWords } from './words.ts'

export const STEP_ICONS: Record<StepKind, LucideIcon> = {
  before: Workflow,
  extractor: Database,
  mapper: Shuffle,
  loader: ArrowDownToLine,
  transform: FunctionSquare,
  following: Workflow,
}

/** A step with the content of its box. */
export interface ShownStep extends Step {
  /** One short line: streams, command, or the problem with its plugin. */
  detail: string
  problems: number
  /** The first problem. */
  problem: string | null
  /** Whether it was checked. A step of another pipeline is not. */
  checked: boolean
}

/** Renders the box of a step: kind, name and one line. */
export function drawStep(node: GraphNode, look: NodeLook) {
  const step = node.data as ShownStep
  const Icon = STEP_ICONS[step.kind]
  const isPipeline = step.kind === 'before' || step.kind === 'following'
  return (
    <NodeBox look={look} dashed={isPipeline} wrong={step.problems > 0}>
      <div className="flex items-center gap-1.5 text-2xs text-text-soft">
        <Icon aria-hidden className="size-3.5 shrink-0" />
        <span className="truncate">{stepWords[step.kind]}</span>
        {step.checked &&
          (step.problems > 0 ? (
            <CircleAlert aria-hidden className="ml-auto size-4 shrink-0 text-danger" />
          ) : (
            <CircleCheck aria-hidden className="ml-auto size-4 shrink-0 text-status-success" />
          ))}
      </div>
      <div
        className={`mt-0.5 truncate font-semibold ${isPipeline ? '' : 'font-mono text-xs/5'}`}
        title={step.name}
      >
        {step.command === '' ? step.name : `${step.name} ${step.command}`}
      </div>
      <div
        className={`truncate text-xs ${step.problem === null ? 'text-text-soft' : 'text-danger'}`}
        title={step.problem ?? step.detail}
      >
        {step.problem ?? step.detail}
      </div>
      {step.checked && (
        <span className="sr-only">
          {step.problems === 0 ? drawingWords.fine : drawingWords.problems(step.problems)}
        </span>
      )}
    </NodeBox>
  )
}

/** Describes a step in words, for lists of what comes before and after. */
export const spokenStep = ({ kind, name, command }: ShownStep): string =>
  `${stepWords[kind]} ${name}${command === '' ? '' : ` ${command}`}`
