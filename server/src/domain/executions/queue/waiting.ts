import type { QueuePlace, Waiting } from '@flx/shared/executions/execution'
import type { Hold } from '@flx/shared/executions/hold'

import type { ExecutionHeadline } from '../../core/records.ts'
import { placementReason, type Placement } from './placement.ts'

/** Obstacles to the start of executions. */
export interface Obstacles {
  /** Holds that are in force. */
  holds: Hold[]
  /** Plugins that are in use as often as they may be. */
  full: { plugin: string; limit: number }[]
  /** The plugins of each pipeline, of those that are held or full. */
  plugins: ReadonlyMap<string, readonly string[]>
  /** Executions under way. */
  running: number
  /** Of executions that wait and are due, by id. */
  places: ReadonlyMap<string, QueuePlace>
  /** A worker has a place for any of them. */
  isFree: boolean
  /** Only for those that wait, and where no worker is free. */
  placement: Placement | null
}

type Pending = Pick<ExecutionHeadline, 'id' | 'pipelineId' | 'status' | 'notBefore' | 'attempt'>

const NO_REASON = { waitingFor: null, waitingDetails: null }
const NOTHING: Waiting = { ...NO_REASON, queuePlace: null }
const EMPTY = { until: null, plugin: null, limit: null, hold: null, labels: [], workers: [], moreWorkers: 0 }

/** The oldest hold that stops a pipeline's executions from starting. */
export function holdOn(
  pipelineId: string,
  { holds, plugins }: Pick<Obstacles, 'holds' | 'plugins'>,
): Hold | null {
  const own = plugins.get(pipelineId) ?? []
  return holds.find(({ plugin }) => plugin === null || own.includes(plugin)) ?? null
}

/** The reason that an execution has not started, and its place in the queue. */
export function waitingOf(
  execution: Pending,
  obstacles: Obstacles,
  at: { now: Date; concurrency: number },
): Waiting {
  if (execution.status !== 'pending') return NOTHING
  return { ...reasonOf(execution, obstacles, at), queuePlace: obstacles.places.get(execution.id) ?? null }
}

/** A hold is named first: it is what a person can end. */
function reasonOf(
  execution: Pending,
  { holds, full, plugins, running, isFree, placement }: Obstacles,
  { now, concurrency }: { now: Date; concurrency: number },
): Omit<Waiting, 'queuePlace'> {
  const own = plugins.get(execution.pipelineId) ?? []
  const hold = holdOn(execution.pipelineId, { holds, plugins })
  if (hold !== null) {
    const { id, reason, by, plugin, until } = hold
    return { waitingFor: 'hold', waitingDetails: { ...EMPTY, plugin, until, hold: { id, reason, by } } }
  }
  const { notBefore } = execution
  if (notBefore !== null && notBefore > now.toISOString()) {
    const waitingFor = execution.attempt > 1 ? 'retry' : 'start-window'
    return { waitingFor, waitingDetails: { ...EMPTY, until: notBefore } }
  }
  const limit = full.find(({ plugin }) => own.includes(plugin))
  if (limit !== undefined) return { waitingFor: 'plugin-limit', waitingDetails: { ...EMPTY, ...limit } }
  if (isFree) return NO_REASON
  if (placement?.workers !== undefined) {
    const reason = placementReason(execution.pipelineId, placement, running)
    if (reason === null) return NO_REASON
    return { waitingFor: reason.waitingFor, waitingDetails: { ...EMPTY, ...reason.details } }
  }
  // No server has said that it is there: this one knows of its own places.
  if (running < concurrency) return NO_REASON
  return { waitingFor: 'slot', waitingDetails: { ...EMPTY, limit: concurrency } }
}
