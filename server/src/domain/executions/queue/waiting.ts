import type { QueuePosition, Waiting } from '@flx/shared/executions/waiting'
import type { Hold } from '@flx/shared/executions/hold'

import type { ExecutionHeadline } from '../../core/records.ts'
import { placementReason, type Placement } from './placement.ts'

/** Everything that can keep executions from starting. */
export interface Obstacles {
  /** Active holds. */
  holds: Hold[]
  /** Plugins that are at their limit. */
  full: { plugin: string; limit: number }[]
  /** The plugins of each pipeline, limited to those that are held or at their limit. */
  plugins: ReadonlyMap<string, readonly string[]>
  /** Executions running now. */
  running: number
  /** Queue positions by id, of waiting executions that are due. */
  places: ReadonlyMap<string, QueuePosition>
  /** A worker has room for any of them. */
  isFree: boolean
  /** Given only if an execution waits and no worker is free. */
  placement: Placement | null
}

type Pending = Pick<ExecutionHeadline, 'id' | 'pipelineId' | 'status' | 'notBefore' | 'attempt'>

const NO_REASON = { waitingFor: null, waitingDetails: null }
const NOT_WAITING: Waiting = { ...NO_REASON, queuePosition: null }
const NO_DETAILS = {
  until: null,
  plugin: null,
  limit: null,
  hold: null,
  labels: [],
  workers: [],
  omittedWorkers: 0,
}

/** Returns the oldest hold that keeps a pipeline's executions from starting. */
export function blockingHold(
  pipelineId: string,
  { holds, plugins }: Pick<Obstacles, 'holds' | 'plugins'>,
): Hold | null {
  const own = plugins.get(pipelineId) ?? []
  return holds.find(({ plugin }) => plugin === null || own.includes(plugin)) ?? null
}

/** Returns why an execution has not started, and its position in the queue. */
export function waitingOf(
  execution: Pending,
  obstacles: Obstacles,
  at: { now: Date; concurrency: number },
): Waiting {
  if (execution.status !== 'pending') return NOT_WAITING
  return { ...reasonOf(execution, obstacles, at), queuePosition: obstacles.places.get(execution.id) ?? null }
}

/** Returns why an execution waits. A hold comes first, because a user can end it. */
function reasonOf(
  execution: Pending,
  { holds, full, plugins, running, isFree, placement }: Obstacles,
  { now, concurrency }: { now: Date; concurrency: number },
): Omit<Waiting, 'queuePosition'> {
  const own = plugins.get(execution.pipelineId) ?? []
  const hold = blockingHold(execution.pipelineId, { holds, plugins })
  if (hold !== null) {
    const { id, reason, by, plugin, until } = hold
    return { waitingFor: 'hold', waitingDetails: { ...NO_DETAILS, plugin, until, hold: { id, reason, by } } }
  }
  const { notBefore } = execution
  if (notBefore !== null && notBefore > now.toISOString()) {
    const waitingFor = execution.attempt > 1 ? 'retry' : 'start-window'
    return { waitingFor, waitingDetails: { ...NO_DETAILS, until: notBefore } }
  }
  const limit = full.find(({ plugin }) => own.includes(plugin))
  if (limit !== undefined) return { waitingFor: 'plugin-limit', waitingDetails: { ...NO_DETAILS, ...limit } }
  if (isFree) return NO_REASON
  if (placement?.workers !== undefined) {
    const reason = placementReason(execution.pipelineId, placement, running)
    if (reason === null) return NO_REASON
    return { waitingFor: reason.waitingFor, waitingDetails: { ...NO_DETAILS, ...reason.details } }
  }
  // No server has registered: count this server's own slots.
  if (running < concurrency) return NO_REASON
  return { waitingFor: 'slot', waitingDetails: { ...NO_DETAILS, limit: concurrency } }
}
