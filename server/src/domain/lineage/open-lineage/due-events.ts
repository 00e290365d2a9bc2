import { isFinished } from '@flx/shared/executions/execution-status'
import type { RunEventType } from '@flx/shared/lineage/open-lineage'
import type { ExecutionChange } from '@flx/shared/live/live'

/** Places of a run's events, in order. */
const PLACES = { start: 0, load: 1, transform: 2, end: 3 } as const

const ENDS = { success: 'COMPLETE', failed: 'FAIL', cancelled: 'ABORT' } as const

/** An event that a change calls for. */
export interface Moment {
  type: RunEventType
  place: number
  at: string
}

/**
 * Lists the events that a change of an execution calls for, after the last `place` already stored. A run always starts with
 * START, whatever is seen first; RUNNING comes with the first process and with the transform.
 */
export function momentsOf(execution: ExecutionChange, lastPlace: number | undefined): Moment[] {
  const { status, steps, startedAt, finishedAt, queuedAt } = execution
  // Sample history never ran.
  if (status === 'pending' || execution.trigger === 'sample') return []
  const startAt = startedAt ?? finishedAt ?? queuedAt
  const moments: Moment[] = [{ type: 'START', place: PLACES.start, at: startAt }]
  if (isFinished(status)) {
    moments.push({ type: ENDS[status], place: PLACES.end, at: finishedAt ?? startAt })
  } else {
    const running = steps.filter(({ startedAt: stepStartedAt }) => stepStartedAt !== null)
    const first = running[0]
    const transform = running.find(({ kind }) => kind === 'transform')
    if (first !== undefined) {
      moments.push({ type: 'RUNNING', place: PLACES.load, at: first.startedAt ?? startAt })
    }
    if (transform !== undefined && transform !== first) {
      moments.push({ type: 'RUNNING', place: PLACES.transform, at: transform.startedAt ?? startAt })
    }
  }
  return moments.filter(({ place }) => place > (lastPlace ?? -1))
}
