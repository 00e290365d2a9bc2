import type { ExecutionSummary } from '@flx/shared/executions/execution'
import { EXECUTION_TOTALS, type KnownTotals } from '@flx/shared/executions/execution-totals'
import { isFinished, STRIP_LENGTH, type ExecutionStatus } from '@flx/shared/executions/execution-status'
import type { ExecutionChange } from '@flx/shared/live/live'
import type { LastExecution, StripBar } from '@flx/shared/pipelines/pipeline'

const RANKS: Record<ExecutionStatus, number> = { pending: 0, running: 1, success: 2, failed: 2, cancelled: 2 }

/** Applies the change unless the known state is further along: a final status is written once. */
export function advance<T extends ExecutionSummary>(known: T, change: Partial<T> & ExecutionSummary): T {
  if (RANKS[change.status] < RANKS[known.status] || isFinished(known.status)) return known
  const next = { ...known, ...change }
  return isFinished(change.status) ? next : withGreaterTotals(next, known)
}

/** Keeps the greater totals of those that the item has. Totals only grow before the end. */
export function withGreaterTotals<T extends Partial<KnownTotals>>(item: T, totals: KnownTotals): T {
  const greater = EXECUTION_TOTALS.filter(
    (name) => item[name] !== undefined && isMore(totals[name], item[name]),
  )
  return greater.length === 0
    ? item
    : { ...item, ...Object.fromEntries(greater.map((name) => [name, totals[name]])) }
}

/** Reports whether a total exceeds another. Any known total exceeds an unknown one. */
const isMore = (total: number | null, other: number | null): boolean =>
  total !== null && total > (other ?? -1)

/** Reports whether a change belongs to the newest execution known, or to a newer one. */
export const isNewer = (known: LastExecution | null, change: ExecutionChange): boolean =>
  known === null || known.queuedAt <= change.queuedAt

/** Moves the known last execution of a pipeline forward, or replaces it by a newer one. */
export function lastOf(known: LastExecution | null, change: ExecutionChange): LastExecution {
  if (known !== null && known.id !== change.id && known.queuedAt > change.queuedAt) return known
  const current = known?.id === change.id ? known : null
  if (current !== null && (isFinished(current.status) || RANKS[change.status] < RANKS[current.status]))
    return current
  return {
    id: change.id,
    status: change.status,
    queuedAt: change.queuedAt,
    startedAt: change.startedAt,
    finishedAt: change.finishedAt,
    durationSeconds: change.durationSeconds,
    recordsProcessed: isFinished(change.status)
      ? change.recordsProcessed
      : isMore(current?.recordsProcessed ?? null, change.recordsProcessed)
        ? (current?.recordsProcessed ?? null)
        : change.recordsProcessed,
    shortfall: change.shortfall,
    errorMessage: change.errorMessage,
    cancelRequestedAt: change.cancelRequestedAt,
  }
}

/** Moves a known bar forward, or inserts a new one at its place, oldest first. */
export function stripWith(strip: StripBar[], change: ExecutionChange): StripBar[] {
  const known = strip.find((bar) => bar.id === change.id)
  if (known !== undefined && RANKS[change.status] < RANKS[known.status]) return strip
  const { id, status, durationSeconds, recordsProcessed, shortfall, queuedAt } = change
  const bar = { id, status, durationSeconds, recordsProcessed, shortfall, queuedAt }
  const others = strip.filter((other) => other.id !== id)
  const nextIndex = others.findIndex((other) => other.queuedAt > queuedAt)
  const index = nextIndex === -1 ? others.length : nextIndex
  return [...others.slice(0, index), bar, ...others.slice(index)].slice(-STRIP_LENGTH)
}
