import type { Step } from '@flx/shared/executions/step'
import type { TransformNode } from '@flx/shared/executions/transform-node'

import type { Stretch } from './gantt-row.tsx'

/**
 * Returns when a part of a step was working, in seconds from `start`, or undefined if it was not started. The
 * clock of dbt can differ from the server's: a part stays within its step, and is never longer.
 */
export function partStretch(
  node: Pick<TransformNode, 'startedAt' | 'seconds' | 'status'>,
  step: Pick<Step, 'startedAt' | 'finishedAt'>,
  start: number,
  now: number,
): Stretch | undefined {
  if (node.startedAt === null) return undefined
  const stepEnd = step.finishedAt === null ? now : Date.parse(step.finishedAt)
  const stepStart = Math.min(stepEnd, Date.parse(step.startedAt ?? node.startedAt))
  const partStart = Math.max(stepStart, Date.parse(node.startedAt))
  const duration =
    node.seconds === null
      ? node.status === 'running'
        ? Math.max(0, now - partStart)
        : 0
      : node.seconds * 1000
  const length = Math.min(duration, stepEnd - stepStart)
  return { from: (Math.min(partStart, stepEnd - length) - start) / 1000, seconds: length / 1000 }
}
