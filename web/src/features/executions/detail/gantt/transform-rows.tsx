import type { NodeStatus, TransformNode } from '@flx/shared/executions/transform-node'
import { clsx } from 'clsx'

import { formatDuration } from '#web/lib/format.ts'

import { transformPartsWords as WORDS } from '../../words.ts'
import { GanttRow } from './gantt-row.tsx'
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
  start,
  now,
  scale,
}: {
  nodes: readonly TransformNode[]
  /** When the execution started. */
  start: number
  now: number
  scale: TimeScale
}) {
  return nodes.map((node) => {
    const from = node.startedAt === null ? null : (Date.parse(node.startedAt) - start) / 1000
    const seconds =
      node.seconds ?? (from === null || node.status !== 'running' ? 0 : (now - start) / 1000 - from)
    const failed = node.status === 'failed'
    const took = node.status === 'skipped' ? WORDS.statuses.skipped.toLowerCase() : formatDuration(seconds)
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
              failed ? 'font-semibold text-status-failed' : 'text-text-soft',
            )}
          >
            {node.name}
          </span>
        }
        label={WORDS.statuses[node.status]}
        bar={from === null || node.status === 'skipped' ? undefined : { from, seconds }}
        look={BARS[node.status]}
        result={failed ? WORDS.failedAfter(took) : took}
        resultLook={clsx('text-xs', failed ? 'text-status-failed' : 'text-text-faint')}
        title={node.message ?? undefined}
      />
    )
  })
}
