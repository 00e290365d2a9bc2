import type { NodeStatus, TransformNode } from '@flx/shared/executions/transform-node'
import type { Step } from '@flx/shared/executions/step'
import { clsx } from 'clsx'

import { formatDuration } from '#web/lib/format.ts'

import { transformPartsWords as WORDS } from '../../words.ts'
import { GanttRow } from './gantt-row.tsx'
import { partStretch } from './part-stretch.ts'
import type { TimeScale } from './time-scale.ts'

const BARS: Record<NodeStatus, string> = {
  running: 'bg-status-running-bar/80',
  success: 'bg-status-success-bar/80',
  warning: 'bg-status-pending-bar/80',
  failed: 'bg-status-failed-bar/80',
  skipped: 'bg-line',
  cancelled: 'bg-status-cancelled-bar/80',
}

/** The models, tests and seeds of a transform, each with the time in which it was working. */
export function TransformRows({
  nodes,
  step,
  start,
  now,
  scale,
}: {
  nodes: readonly TransformNode[]
  /** The step that they belong to. */
  step: Step
  /** When the execution started. */
  start: number
  now: number
  scale: TimeScale
}) {
  return nodes.map((node) => {
    const bar = partStretch(node, step, start, now)
    const isFailed = node.status === 'failed'
    const duration =
      node.status === 'skipped'
        ? WORDS.statuses.skipped.toLowerCase()
        : formatDuration(bar?.seconds ?? node.seconds ?? 0)
    return (
      <GanttRow
        key={node.id}
        isPart
        data-part={node.id}
        scale={scale}
        name={
          <span
            title={`${node.kind} ${node.name}`}
            className={clsx(
              'block truncate pl-3 font-mono text-2xs',
              isFailed ? 'font-semibold text-status-failed' : 'text-text-soft',
            )}
          >
            {node.name}
          </span>
        }
        label={WORDS.statuses[node.status]}
        bar={node.status === 'skipped' ? undefined : bar}
        barClass={BARS[node.status]}
        result={isFailed ? WORDS.failedAfter(duration) : duration}
        resultClass={clsx('text-xs', isFailed ? 'text-status-failed' : 'text-text-faint')}
        title={node.message ?? undefined}
      />
    )
  })
}
