import { CLOCK_OFF_MS, type FleetLimit, type Node, type Unplaced } from '@flx/shared/nodes/node'

import type { AuditNote } from '../../domain/access/audit-log.ts'
import { conflict, notFound } from '../../domain/core/errors.ts'
import type { Actor, AppContext } from '../core/context.ts'

type Context = Pick<AppContext, 'nodes' | 'work'>

/** Number of executions of a node listed by name; the rest are counted. */
const MAX_NAMED = 10

/** Returns the servers that use the database, by name, with the executions they perform. */
export async function listNodes({ nodes }: Pick<Context, 'nodes'>): Promise<Node[]> {
  const performed = Map.groupBy(await nodes.performed(), ({ worker }) => worker)
  return (await nodes.list()).map((node) => {
    const executions = performed.get(node.name) ?? []
    return {
      ...node,
      isClockOff: Math.abs(node.clockOffsetMs) >= CLOCK_OFF_MS,
      executing: executions.length,
      executions: executions.slice(0, MAX_NAMED).map(({ worker: _worker, ...execution }) => execution),
    }
  })
}

/**
 * Drains a worker: it finishes its executions and takes no new ones. Throws AppError `not-found`, and
 * `conflict` if the node has no worker.
 */
export async function drainNode({ nodes }: Context, name: string, actor: Actor): Promise<void> {
  const outcome = await nodes.drain(name, actor.name, auditNote(name, 'pause', actor))
  if (outcome === 'missing') throw notFound('node', name)
  if (outcome === 'no-worker') throw conflict(`${name} has no worker: there is nothing to drain.`)
}

/** Takes a draining worker back, so that it takes executions again. Throws AppError `not-found`. */
export async function resumeNode({ nodes, work }: Context, name: string, actor: Actor): Promise<void> {
  const outcome = await nodes.drain(name, null, auditNote(name, 'resume', actor))
  if (outcome === 'missing') throw notFound('node', name)
  work.freed()
}

/** Returns pipelines that no worker can execute at present. */
export async function listUnplaced({ nodes }: Pick<Context, 'nodes'>): Promise<Unplaced> {
  const pipelines = await nodes.unplaced(MAX_NAMED + 1)
  return { pipelines: pipelines.slice(0, MAX_NAMED), hasMore: pipelines.length > MAX_NAMED }
}

/** Sets how many executions all workers together perform at once; null removes the limit. */
export async function setFleetLimit(
  { nodes, work }: Context,
  { limit }: FleetLimit,
  actor: Actor,
): Promise<FleetLimit> {
  const changed = await nodes.setFleetLimit(limit, (before) => ({
    ...auditNote('fleet', 'update', actor),
    entityName: 'All workers',
    changes: [{ path: 'limit', before, after: limit }],
  }))
  // The limit might have been raised.
  if (changed) work.freed()
  return { limit }
}

const auditNote = (name: string, action: 'pause' | 'resume' | 'update', actor: Actor): AuditNote => ({
  actor,
  action,
  entityType: 'node',
  entityId: name,
  entityName: name,
})
